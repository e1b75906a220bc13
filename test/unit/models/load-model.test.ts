import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { initialTheta, initialVitWeights, randomVit } from '../../../src-main/models/init-vit.ts';
import { loadSourceModel, type LoadOptions } from '../../../src-main/models/load-model.ts';
import { encodeVit } from '../../../src-main/models/save-vit.ts';
import { encodePytorch } from '../../../src-main/models/pytorch/encode-pytorch.ts';
import { encodeSafetensors, openSafetensors } from '../../../src-main/models/safetensors.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
import type { VitShape } from '../../../src-main/models/vit-layout.ts';
import {
  goldenFolder,
  huggingFace,
  largestDifference,
  readTensors,
  scratchFolder,
  writeTensors,
  type Tensors,
} from './support.ts';

const folder = scratchFolder();
const modelFile = join(goldenFolder, 'model.safetensors');
const heads = { heads: 3 };
const golden = readTensors(modelFile);
const images = float32(
  readTensors(join(goldenFolder, 'images.safetensors'))['x']!.data.slice(0, 2 * 3 * 32 * 32) as Float32Array,
  [2, 3, 32, 32],
);

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

async function predict(model: SourceModel): Promise<{ logits: HostTensor; features: HostTensor }> {
  const step = await engine.compile(
    (inputs, constants) => ({ ...model.forward(inputs['images'], inputs['theta'], constants) }),
    {
      label: 'forward',
      inputs: { images, theta: model.theta },
      constants: model.constants,
    },
  );
  const { logits, features } = await step.run({ images, theta: model.theta });
  await step.dispose();
  return { logits: logits, features: features };
}

let written = 0;
function load(
  tensors: Tensors,
  options: LoadOptions = heads,
  metadata: Record<string, string> = {},
): Promise<SourceModel> {
  return loadSourceModel(writeTensors(join(folder, `${written++}.safetensors`), tensors, metadata), options);
}

describe('loading a ViT', () => {
  it('finds its sizes', async () => {
    const model = await loadSourceModel(modelFile, heads);
    expect(model).toMatchObject({
      architecture: 'ViT 48×3, patch 8, 32 px',
      imageSize: 32,
      classes: 10,
      featureSize: 144,
    });
    expect(model.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(model.theta.data).toHaveLength(672);
    expect(model.normParameters.map(({ name }) => name)).toEqual([
      ...[0, 1, 2].flatMap((i) => [1, 2].flatMap((j) => [`blocks.${i}.norm${j}.weight`, `blocks.${i}.norm${j}.bias`])),
      'norm.weight',
      'norm.bias',
    ]);
    for (const { name, size, offset } of model.normParameters) {
      expect(model.theta.data.slice(offset, offset + size)).toEqual(golden[name]!.data);
    }
  });

  it.each(['', 'vit.', 'deit.'])(
    "gives the same predictions with Hugging Face's names and prefix '%s'",
    async (prefix) => {
      const expected = await predict(await loadSourceModel(modelFile, heads));
      const found = await predict(await load(huggingFace(golden, prefix), { ...heads, eps: 1e-6 }));
      expect(found.logits.data).toEqual(expected.logits.data);
      expect(found.features.data).toEqual(expected.features.data);
    },
  );

  it('gives the same predictions from a file of PyTorch, whose weights are mapped', async () => {
    const path = join(folder, 'golden.pth');
    writeFileSync(path, encodePytorch(golden));
    const model = await loadSourceModel(path, heads);
    expect(model.constants['blocks.0.mlp.fc1.weight']?.file?.path).toBe(path);
    expect((await predict(model)).logits.data).toEqual(
      (await predict(await loadSourceModel(modelFile, heads))).logits.data,
    );
  });

  it('follows links to the file, as the cache of Hugging Face has them', async () => {
    const link = join(folder, 'snapshot', 'model.safetensors');
    mkdirSync(dirname(link));
    symlinkSync(modelFile, link);
    await expect(predict(await loadSourceModel(link, heads))).resolves.toHaveProperty('logits');
  });

  it('reads weights that cannot be mapped: at odd places, or in another order', async () => {
    const odd = join(folder, 'odd.safetensors');
    writeFileSync(odd, shiftedByAByte(golden));
    const model = await loadSourceModel(odd, heads);
    expect(model.constants['blocks.0.mlp.fc1.weight']?.file).toBeUndefined();
    const expected = (await predict(await loadSourceModel(modelFile, heads))).logits.data;
    expect((await predict(model)).logits.data).toEqual(expected);
  });

  it.each([
    ['float16', 'F16', 2e-2],
    ['bfloat16', 'BF16', 2e-1],
  ])('reads %s', async (_name, dtype, tolerance) => {
    const path = join(folder, `${dtype}.safetensors`);
    writeFileSync(path, halfPrecision(golden, dtype));
    expect(openSafetensors(path).tensors.get('head.weight')?.dtype).toBe(dtype);
    const [expected, found] = [
      await predict(await loadSourceModel(modelFile, heads)),
      await predict(await loadSourceModel(path, heads)),
    ];
    const difference = largestDifference(found.logits.data, expected.logits.data);
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(tolerance);
  });

  it('cuts the head down to the classes of a mask, in its order', async () => {
    const classMask = [7, 0, 3];
    const all = (await predict(await loadSourceModel(modelFile, heads))).logits;
    const model = await loadSourceModel(modelFile, { ...heads, classMask });
    const { logits } = await predict(model);
    expect(model.classes).toBe(3);
    expect(logits.shape).toEqual([2, 3]);
    const expected = [0, 1].flatMap((image) => classMask.map((index) => all.data[10 * image + index]!));
    expect(largestDifference(logits.data, expected)).toBeLessThan(1e-5);
  });

  it.each([
    ['names a class that the model lacks', [1, 10], 'names class 10'],
    ['names a negative class', [-1], 'names class -1'],
    ['names no class', [], 'names no class'],
    ['names a class twice', [3, 1, 3], 'names a class twice'],
  ])('refuses a mask that %s', async (_what, classMask, message) => {
    await expect(loadSourceModel(modelFile, { ...heads, classMask })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(message) as string,
    });
  });
});

/** The same tensors, none of which lies at a multiple of four bytes. */
function shiftedByAByte(tensors: Tensors): Buffer {
  const file = encodeSafetensors(tensors);
  const length = Number(file.readBigUInt64LE());
  const header = Buffer.concat([file.subarray(8, 8 + length), Buffer.from(' ')]);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([prefix, header, file.subarray(8 + length)]);
}

/** The same tensors in 16 bits, rounded towards zero. */
function halfPrecision(tensors: Tensors, dtype: string): Buffer {
  let offset = 0;
  const header: Record<string, unknown> = {};
  const chunks = Object.entries(tensors).map(([name, { data, shape }]) => {
    const bits = new Uint32Array(Float32Array.from(data).buffer);
    const words = Uint16Array.from(bits, (word) => (dtype === 'BF16' ? word >>> 16 : toHalf(word)));
    header[name] = { dtype, shape, data_offsets: [offset, offset + words.byteLength] };
    offset += words.byteLength;
    return Buffer.from(words.buffer);
  });
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, ...chunks]);
}

/** Normal numbers only; smaller ones become zero. */
function toHalf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 127 + 15;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((word >>> 13) & 0x3ff);
}

describe('saving a ViT', () => {
  it.each([1, 3])('and loading it again gives the same model of depth %d', async (depth) => {
    const shape: VitShape = { imageSize: 32, patchSize: 16, dim: 8, depth, heads: 2, mlpDim: 12, classes: 4 };
    const weights = initialVitWeights(shape, 5);
    const theta = initialTheta(shape).map((value, i) => value + 0.01 * i);
    const path = join(folder, `saved ${depth}.safetensors`);
    writeFileSync(path, encodeVit(shape, weights, theta, { epochs: '7' }));
    const model = await loadSourceModel(path);
    expect(openSafetensors(path).metadata).toMatchObject({ epochs: '7', heads: '2' });
    expect(model.theta.data).toEqual(theta);
    expect(Object.keys(model.constants).sort()).toEqual(Object.keys(weights).sort());
    for (const [name, constant] of Object.entries(model.constants)) {
      expect(constant.shape, name).toEqual(weights[name]!.shape);
      expect(constant.read(), name).toEqual(weights[name]!.data);
    }
    const untrained = { ...randomVit(shape, 5), theta: float32(theta) };
    const [found, expected] = [await predict(model), await predict(untrained)];
    expect(found.logits.data).toEqual(expected.logits.data);
  });
});

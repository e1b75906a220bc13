import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, sizeOf, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { initialTheta, initialVitWeights, randomVit } from '../../../src-main/models/init-vit.ts';
import { loadSourceModel, type LoadOptions } from '../../../src-main/models/load-vit.ts';
import { encodeVit } from '../../../src-main/models/save-vit.ts';
import { openSafetensors } from '../../../src-main/models/safetensors.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
import type { VitShape } from '../../../src-main/models/vit.ts';
import { goldenFolder, largestDifference, readTensors, scratchFolder, writeTensors, type Tensors } from './support.ts';
import { writeFileSync } from 'node:fs';

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
    (inputs, constants) => ({ ...model.forward(inputs['images']!, inputs['theta']!, constants) }),
    {
      label: 'forward',
      inputs: { images, theta: model.theta },
      constants: model.constants,
    },
  );
  const { logits, features } = await step.run({ images, theta: model.theta });
  await step.dispose();
  return { logits: logits!, features: features! };
}

let written = 0;
function load(
  tensors: Tensors,
  options: LoadOptions = heads,
  metadata: Record<string, string> = {},
): Promise<SourceModel> {
  return loadSourceModel(writeTensors(join(folder, `${written++}.safetensors`), tensors, metadata), options);
}

/** Rows of a tensor. */
function rows({ data, shape }: HostTensor, first: number, count: number): HostTensor {
  const width = sizeOf(shape.slice(1));
  return float32(data.slice(first * width, (first + count) * width) as Float32Array, [count, ...shape.slice(1)]);
}

/** The names of Hugging Face's ViT, whose projections are separate. */
function huggingFace(tensors: Tensors, prefix: string): Tensors {
  const names: [RegExp, string][] = [
    [/^cls_token$/, `${prefix}embeddings.cls_token`],
    [/^pos_embed$/, `${prefix}embeddings.position_embeddings`],
    [/^patch_embed\.proj\./, `${prefix}embeddings.patch_embeddings.projection.`],
    [/^blocks\.(\d+)\.attn\.proj\./, `${prefix}encoder.layer.$1.attention.output.dense.`],
    [/^blocks\.(\d+)\.norm1\./, `${prefix}encoder.layer.$1.layernorm_before.`],
    [/^blocks\.(\d+)\.norm2\./, `${prefix}encoder.layer.$1.layernorm_after.`],
    [/^blocks\.(\d+)\.mlp\.fc1\./, `${prefix}encoder.layer.$1.intermediate.dense.`],
    [/^blocks\.(\d+)\.mlp\.fc2\./, `${prefix}encoder.layer.$1.output.dense.`],
    [/^norm\./, `${prefix}layernorm.`],
    [/^head\./, 'classifier.'],
  ];
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]): [string, HostTensor][] => {
      const projection = /^blocks\.(\d+)\.attn\.qkv\.(.*)$/.exec(name);
      if (projection) {
        const third = tensor.shape[0]! / 3;
        return ['query', 'key', 'value'].map((part, i) => [
          `${prefix}encoder.layer.${projection[1]!}.attention.attention.${part}.${projection[2]!}`,
          rows(tensor, i * third, third),
        ]);
      }
      const [pattern, replacement] = names.find(([known]) => known.test(name))!;
      return [[name.replace(pattern, replacement), tensor]];
    }),
  );
}

function without(tensors: Tensors, name: string): Tensors {
  return Object.fromEntries(Object.entries(tensors).filter(([key]) => key !== name));
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
      const found = await predict(await load(huggingFace(golden, prefix)));
      expect(found.logits.data).toEqual(expected.logits.data);
      expect(found.features.data).toEqual(expected.features.data);
    },
  );

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
  ])('refuses a mask that %s', async (_what, classMask, message) => {
    await expect(loadSourceModel(modelFile, { ...heads, classMask })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(message) as string,
    });
  });
});

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

describe('a checkpoint that does not fit', () => {
  const zeros = (...shape: number[]): HostTensor => float32(new Float32Array(sizeOf(shape)), shape);
  const cases: [string, Tensors, string][] = [
    [
      'another model',
      { 'conv1.weight': zeros(4, 3, 3, 3) },
      'no vision transformer: it has no tensor patch_embed.proj.weight',
    ],
    [
      'a flat patch embedding',
      { ...golden, 'patch_embed.proj.weight': zeros(48, 192) },
      'shape [48, 192], expected 4 axes',
    ],
    [
      'a missing weight',
      without(golden, 'blocks.1.mlp.fc2.weight'),
      'no tensor blocks.1.mlp.fc2.weight (expected shape [48, 192])',
    ],
    ['a missing norm', without(golden, 'blocks.2.norm1.weight'), 'no tensor blocks.2.norm1.weight'],
    ['a missing norm in the middle', without(golden, 'blocks.1.norm1.weight'), 'no tensor blocks.1.norm1.weight'],
    ['a missing head', without(golden, 'head.weight'), 'no tensor head.weight'],
    [
      'a wrong shape',
      { ...golden, 'blocks.0.attn.proj.weight': zeros(48, 47) },
      'blocks.0.attn.proj.weight of FILE has shape [48, 47], expected [48, 48]',
    ],
    [
      'a wrong shape in the last block',
      { ...golden, 'blocks.2.attn.qkv.bias': zeros(48) },
      'has shape [48], expected [144]',
    ],
    ['a wrong norm', { ...golden, 'norm.bias': zeros(24) }, 'norm.bias of FILE has shape [24], expected [48]'],
    ['other channels', { ...golden, 'patch_embed.proj.weight': zeros(48, 1, 8, 8) }, 'expected [48, 3, 8, 8]'],
    ['a rectangular image', { ...golden, pos_embed: zeros(1, 13, 48) }, '13 positions, which is no square image'],
    ['layer scale', { ...golden, 'blocks.0.ls1.gamma': zeros(48) }, "doesn't compute (it has blocks.0.ls1.gamma)"],
    [
      'a missing key projection',
      without(huggingFace(golden, ''), 'encoder.layer.1.attention.attention.key.bias'),
      'query.bias but no key beside it',
    ],
    [
      'a key projection of another shape',
      { ...huggingFace(golden, ''), 'encoder.layer.1.attention.attention.key.bias': zeros(47) },
      'encoder.layer.1.attention.attention.key.bias of FILE has shape [47], expected [48]',
    ],
  ];

  it.each(cases)('%s: one sentence says what is wrong', async (name, tensors, message) => {
    const path = writeTensors(join(folder, `${name}.safetensors`), tensors);
    await expect(loadSourceModel(path, heads)).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(message.replace('FILE', path)) as string,
    });
  });

  it('integers', async () => {
    const tensors: Tensors = { ...golden, 'norm.bias': { dtype: 'int32', shape: [48], data: new Int32Array(48) } };
    await expect(load(tensors)).rejects.toMatchObject({
      message: expect.stringContaining('holds I32, not floats') as string,
    });
  });

  it('an unknown number of heads', async () => {
    await expect(load(golden, {})).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining('number of attention heads') as string,
      hint: expect.stringContaining('heads') as string,
    });
    await expect(load(golden, { heads: 5 })).rejects.toThrow('attention heads');
    await expect(load(golden, {}, { heads: '3' })).resolves.toMatchObject({ classes: 10 });
  });
});

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

describe('initialising a ViT', () => {
  const shape: VitShape = { imageSize: 16, patchSize: 8, dim: 64, depth: 2, heads: 2, mlpDim: 64, classes: 3 };

  it('depends on the seed only', () => {
    expect(initialVitWeights(shape, 1)).toEqual(initialVitWeights(shape, 1));
    expect(initialVitWeights(shape, 1)['head.weight']).not.toEqual(initialVitWeights(shape, 2)['head.weight']);
  });

  it('draws small matrices, no biases, and norms that change nothing', () => {
    const weights = initialVitWeights(shape, 1);
    const matrix = weights['blocks.0.mlp.fc1.weight']!.data as Float32Array;
    const variance = matrix.reduce((sum, value) => sum + value * value, 0) / matrix.length;
    // A standard normal cut off at two has standard deviation 0.88.
    expect(Math.sqrt(variance)).toBeCloseTo(0.88 * 0.02, 3);
    expect(Math.max(...matrix)).toBeLessThanOrEqual(0.04);
    expect(weights['blocks.0.mlp.fc1.bias']!.data.every((value) => value === 0)).toBe(true);
    expect([...new Set(initialTheta(shape).slice(0, 64))]).toEqual([1]);
    expect([...new Set(initialTheta(shape).slice(64, 128))]).toEqual([0]);
  });
});

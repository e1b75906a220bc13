import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engines/engine-registry.ts';
import { float32 } from '../../../src-main/engines/engine.ts';
import { loadSourceModel, type LoadOptions } from '../../../src-main/models/load-model.ts';
import { openCheckpoint } from '../../../src-main/models/checkpoint-file.ts';
import { readFloat32 } from '../../../src-main/models/stored-tensor.ts';
import { unwrapNames } from '../../../src-main/models/wrapping.ts';
import { largestDifference, scratchFolder } from './support.ts';

const folder = join(import.meta.dirname, '..', '..', 'data', 'wrapped');
const scratch = scratchFolder();
const fileOf = (name: string): string => join(folder, name);

interface Expected {
  readonly images: number[][][][];
  readonly logits: number[][];
  readonly other: number[][];
  readonly patches: number[][];
}
const expected = JSON.parse(readFileSync(fileOf('expected.json'), 'utf8')) as Expected;
const images = float32(Float32Array.from(expected.images.flat(3)), [4, 3, 16, 16]);

const engine = await openEngine('onnx-cpu', { threads: 1 });
afterAll(() => engine.dispose());

async function difference(name: string, logits: number[][], options: LoadOptions = {}): Promise<number> {
  const model = await loadSourceModel(fileOf(name), { heads: 2, ...options });
  const inputs = { images, theta: model.theta };
  const step = await engine.compile(
    ({ images: x, theta }, constants) => ({ logits: model.forward(x, theta, constants).logits }),
    { label: 'forward', inputs, constants: model.constants },
  );
  const { logits: found } = await step.run(inputs);
  await step.dispose();
  return largestDifference(found.data, logits.flat());
}

describe('a ViT in wrapping of all kinds computes what PyTorch computes', () => {
  it.each([
    'plain.safetensors',
    'backbone.safetensors',
    'backbone-fc.safetensors',
    'net.safetensors',
    'module.safetensors',
    'compiled.safetensors',
    'timm-wrapper.safetensors',
    'lightning.ckpt',
    'compiled-module.pth',
    'nested.pth',
    'before-1.6.pth',
    'before-1.6-protocol-4.pth',
    'sharded/model.safetensors.index.json',
    'sharded/model-00002-of-00002.safetensors',
    'augreg.npz',
    'augreg-packed.npz',
    'augreg-opt.npz',
    'timm-names.npz',
  ])('%s', async (name) => {
    expect(await difference(name, expected.logits)).toBeLessThan(1e-5);
    expect(await difference(name, expected.logits, { cacheFolder: join(scratch, 'cache') })).toBeLessThan(1e-5);
  });

  it('big-vision.npz, whose blocks lie in one array each, with positions of patches only', async () => {
    const name = 'big-vision.npz';
    expect(await difference(name, expected.patches)).toBeLessThan(1e-5);
    expect(await difference(name, expected.patches, { cacheFolder: join(scratch, 'cache') })).toBeLessThan(1e-5);
  });

  it('of two copies the one that is asked for; it has to be said which', async () => {
    const name = 'student-teacher.safetensors';
    expect(await difference(name, expected.logits, { weights: 'ema' })).toBeLessThan(1e-5);
    expect(await difference(name, expected.other, { weights: 'model' })).toBeLessThan(1e-5);
    expect(openCheckpoint(fileOf(name), 'model').weights).toBe('model');
    await expect(loadSourceModel(fileOf(name), { heads: 2 })).rejects.toMatchObject({
      code: 'unanswered',
      hint: expect.stringContaining('--weights model or --weights ema') as string,
    });
  });

  it.each(['dino.pth', 'moco.pth', 'student-teacher.safetensors'])('%s is not read before it is said which', (name) => {
    expect(() => openCheckpoint(fileOf(name))).toThrow('nothing says which to use');
  });

  it.each([
    ['dino.pth', 'ema'],
    ['moco.pth', 'model'],
  ] as const)('%s is found, and said to have no classifier', async (name, copy) => {
    const file = openCheckpoint(fileOf(name), copy);
    const plain = openCheckpoint(fileOf('plain.safetensors'));
    expect(file.weights).toBe(copy);
    const [found, wanted] = [file, plain].map(({ tensors }) => readFloat32(tensors.get('blocks.1.mlp.fc1.weight')!));
    expect(found).toEqual(wanted);
    await expect(loadSourceModel(fileOf(name), { heads: 2, weights: copy })).rejects.toMatchObject({
      message: expect.stringMatching(/has no classifier: it has no tensor head\.weight/) as string,
    });
  });

  it('holds no average of the weights where there is one copy', () => {
    expect(() => openCheckpoint(fileOf('lightning.ckpt'), 'ema')).toThrow('holds no running average (EMA)');
  });
});

describe('a checkpoint in several files', () => {
  it('has all of its weights mapped, and a hash of all files', async () => {
    const model = await loadSourceModel(fileOf('sharded/model.safetensors.index.json'), { heads: 2 });
    const files = ['patch_embed.proj.weight', 'blocks.0.mlp.fc1.weight'].map(
      (name) => model.constants[name]?.file?.path,
    );
    expect(files).toEqual(['00002', '00001'].map((part) => fileOf(`sharded/model-${part}-of-00002.safetensors`)));
    const bytes = [
      'model.safetensors.index.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
    ];
    const hash = createHash('sha256');
    for (const name of bytes) hash.update(readFileSync(fileOf(`sharded/${name}`)));
    expect(model.hash).toBe(hash.digest('hex'));
  });

  it.each([
    ['names a file of another folder', { a: '../secret.safetensors' }, 'it names a file of another folder'],
    ['has no map', undefined, 'it has no weight_map'],
    ['names a missing file', { a: 'model-00001-of-00001.safetensors' }, "is gone or can't be opened"],
  ])('is refused when its index %s', (name, map, message) => {
    const file = join(scratch, `${name}.safetensors.index.json`);
    writeFileSync(file, JSON.stringify({ metadata: {}, ...(map ? { weight_map: map } : {}) }));
    expect(() => openCheckpoint(file)).toThrow(message);
  });
});

describe('names', () => {
  const vit = ['patch_embed.proj.weight', 'head.weight'];
  const bareNames = (...names: string[]): string[] => [...unwrapNames(names).names.values()];

  it("of Hugging Face keep what distinguishes the library's models", () => {
    const patches = 'embeddings.patch_embeddings.projection.weight';
    expect(bareNames(`vit.${patches}`, 'classifier.weight')).toEqual([`vit.${patches}`, 'classifier.weight']);
    expect(bareNames(`model.vit.${patches}`, 'model.classifier.weight')).toEqual([
      `vit.${patches}`,
      'classifier.weight',
    ]);
    expect(bareNames(`backbone.dinov2.${patches}`)).toEqual([`dinov2.${patches}`]);
  });

  it('of what is no wrapping stay', () => {
    expect(bareNames('detector.backbone.patch_embed.proj.weight')).toEqual([
      'detector.backbone.patch_embed.proj.weight',
    ]);
    expect(bareNames('module.layer1.0.conv1.weight', 'model.x')).toEqual(['layer1.0.conv1.weight', 'model.x']);
  });

  it('of several models, or of two heads, are refused', () => {
    expect(() => bareNames(...vit.map((name) => `student.${name}`), ...vit.map((name) => `net.${name}`))).toThrow(
      'it holds several models (behind "student." and "net.")',
    );
    expect(() => bareNames(...vit.map((name) => `backbone.${name}`), 'head.weight')).toThrow(
      'it has two tensors that are its head.weight',
    );
  });
});

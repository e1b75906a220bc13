import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/models/checkpoint-file.ts';
import { describeModel, loadSourceModel, type LoadOptions } from '../../../src-main/models/load-model.ts';
import { readFloat32 } from '../../../src-main/models/stored-tensor.ts';
import { scratchFolder } from './support.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'data', 'wrapped');
const fileOf = (name: string): string => path.join(folder, name);
const scratch = scratchFolder();

/** An array as NumPy writes it. */
function npy(kind: string, shape: readonly number[], values: Uint8Array, fortran = false): Uint8Array {
  const axes = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${kind}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${axes}, }`;
  const header = Buffer.from(`\x93NUMPY\x01\0..${text.padEnd(117)}\n`, 'latin1');
  header.writeUInt16LE(118, 8);
  return Buffer.concat([header, values]);
}

const bytesOf = (values: Float32Array | Float64Array | Uint16Array): Uint8Array => new Uint8Array(values.buffer);

/** The arrays of a ViT with some of them replaced (undefined: left out), as an archive of its own. */
function changed(name: string, changes: Record<string, Uint8Array | undefined>, from = 'augreg.npz'): string {
  const arrays: Zippable = unzipSync(readFileSync(fileOf(from)));
  for (const [array, bytes] of Object.entries(changes)) {
    if (bytes) arrays[`${array}.npy`] = bytes;
    else Reflect.deleteProperty(arrays, `${array}.npy`);
  }
  const file = path.join(scratch, `${name}.npz`);
  writeFileSync(file, zipSync(arrays, { level: 0 }));
  return file;
}

const kernel = Float32Array.from({ length: 24 }, (_, i) => i - 7.5);
/** [8, 3] as [3, 8]. */
const turned = Float32Array.from({ length: 24 }, (_, i) => kernel[(i % 8) * 3 + Math.floor(i / 8)]!);

describe('values of an array of NumPy', () => {
  const head = (name: string, bytes: Uint8Array) => {
    const file = openCheckpoint(changed(name, { 'head/kernel': bytes }));
    return readFloat32(file.tensors.get('head.weight')!);
  };
  const halves: Readonly<Record<number, number>> = { 0: 0x0000, 1: 0x3c00, 2: 0xc000 };
  const small = Float32Array.from({ length: 24 }, (_, i) => [0, 1, -2][i % 3]!);
  const smallTurned = Float32Array.from({ length: 24 }, (_, i) => [0, 1, -2][Math.floor(i / 8)]!);

  it('are the same in every order and kind', () => {
    expect(head('rows', npy('<f4', [8, 3], bytesOf(kernel)))).toEqual(turned);
    expect(head('columns', npy('<f4', [8, 3], bytesOf(turned), true))).toEqual(turned);
    expect(head('doubles', npy('<f8', [8, 3], bytesOf(Float64Array.from(kernel))))).toEqual(turned);
    const half = Uint16Array.from(small, (_, i) => halves[i % 3]!);
    expect(head('halves', npy('<f2', [8, 3], bytesOf(half)))).toEqual(smallTurned);
    const brain = Uint16Array.from(new Uint32Array(small.buffer), (bits) => bits >>> 16);
    expect(head('bfloat16', npy('|V2', [8, 3], bytesOf(brain)))).toEqual(smallTurned);
  });

  it.each([
    ['integers', npy('<i4', [8, 3], bytesOf(kernel)), /holds I32, not floats/],
    ['big-endian numbers', npy('>f4', [8, 3], bytesOf(kernel)), /holds >f4, not floats/],
    ['objects', npy('|O', [8, 3], strToU8('cos\nsystem\n')), /holds \|O, not floats/],
  ])('are refused where they are %s', (name, bytes, message) => {
    expect(() => head(name, bytes)).toThrow(message);
  });
});

describe('an archive of JAX is refused in one sentence', () => {
  const query = 'Transformer/encoderblock_1/MultiHeadDotProductAttention_1/query/kernel';
  const floats = (count: number) => new Uint8Array(4 * count);
  it.each([
    [
      'of another shape',
      { 'head/kernel': npy('<f4', [3, 8], floats(24)) },
      /head\.weight of .* has shape \[8, 3\], expected \[8, 8\]/,
    ],
    ['of other axes', { 'head/kernel': npy('<f4', [24], floats(24)) }, /its array head\/kernel has the shape \[24\]/],
    ['with too few values', { 'head/kernel': npy('<f4', [8, 3], floats(23)) }, /has 92 bytes of values instead of 96/],
    [
      'with too many values',
      { 'head/kernel': npy('<f4', [8, 3], floats(25)) },
      /has 100 bytes of values instead of 96/,
    ],
    ['that claims to be huge', { cls: npy('<f4', [999999999999, 1, 8], floats(8)) }, /bytes of values instead of/],
    ['with a damaged header', { cls: strToU8('\x93NUMPY') }, /its array cls is (?:no array|damaged)/],
    ['without a query', { [query]: undefined }, /query, key and value of its blocks\.1\.attn do not fit/],
    ['with other heads in a block', { [query]: npy('<f4', [8, 4, 2], floats(64)) }, /different numbers of heads/],
    ['with a tensor twice', { pos_embedding: npy('<f4', [1, 5, 8], floats(40)) }, /two arrays that are its pos_embed/],
    [
      'with pooling by attention',
      { 'MAPHead_0/probe': npy('<f4', [1, 1, 8], floats(8)) },
      /pools its tokens with attention/,
    ],
    ['of a hybrid', { 'conv_root/kernel': npy('<f4', [1, 1, 3, 8], floats(24)) }, /a hybrid of a ViT and a ResNet/],
    [
      'with a layer before its head',
      { 'pre_logits/kernel': npy('<f4', [8, 8], floats(64)) },
      /a layer before its head/,
    ],
    [
      'with a layer of a block that is unknown',
      { 'Transformer/encoderblock_0/Gate/kernel': npy('<f4', [1], floats(1)) },
      /blocks\.0\.Gate/,
    ],
    ['without a head', { 'head/kernel': undefined, 'head/bias': undefined }, /has no classifier/],
  ])('%s', async (name, changes, message) => {
    const file = changed(name, changes);
    expect(() => describeModel(file)).toThrow(message);
    await expect(loadSourceModel(file)).rejects.toMatchObject({ code: 'bad-checkpoint' });
  });

  it('of more blocks than there are', () => {
    const file = changed(
      'blocks',
      { 'params/Transformer/encoderblock/LayerNorm_0/scale': npy('<f4', [5000, 0], floats(0)) },
      'big-vision.npz',
    );
    expect(() => describeModel(file)).toThrow(/has more than 1000 blocks/);
  });

  it('cut off anywhere', () => {
    for (const name of ['augreg.npz', 'augreg-packed.npz']) {
      const whole = readFileSync(fileOf(name));
      for (let length = 60; length < whole.length; length += 97) {
        const file = path.join(scratch, 'cut.npz');
        writeFileSync(file, whole.subarray(0, length));
        expect(() => openCheckpoint(file)).toThrow(/can't be read as an archive of NumPy: it is (?:cut off|damaged)/);
      }
    }
  });

  it('whose values changed since they were written', async () => {
    const bytes = readFileSync(fileOf('augreg-packed.npz'));
    const stored = readFileSync(fileOf('augreg.npz'));
    bytes[bytes.indexOf('embedding/kernel.npy') + 400]! ^= 1;
    stored[stored.indexOf('embedding/kernel.npy') + 400]! ^= 1;
    for (const damaged of [bytes, stored]) {
      const file = path.join(scratch, 'flipped.npz');
      writeFileSync(file, damaged);
      await expect(loadSourceModel(file)).rejects.toThrow(/Array embedding\/kernel of .* is damaged/);
    }
  });

  it('that is one array alone', () => {
    const file = path.join(scratch, 'one.npy');
    writeFileSync(file, npy('<f4', [8, 3], bytesOf(kernel)));
    expect(() => openCheckpoint(file)).toThrow('is one array of NumPy, not a checkpoint');
  });
});

describe('weights of an archive', () => {
  const cacheFolder = path.join(scratch, 'cache');
  const weights = path.join(cacheFolder, 'weights');
  const load = (options: LoadOptions = { cacheFolder }) => loadSourceModel(fileOf('augreg-packed.npz'), options);

  it('are mapped from a file of the cache, which is made once, and anew where it is damaged', async () => {
    const model = await load();
    const [made = ''] = readdirSync(weights);
    expect(readdirSync(weights)).toEqual([`${model.hash}-1.safetensors`]);
    const mapped = Object.values(model.constants).map(({ file }) => file?.path);
    expect(new Set(mapped)).toEqual(new Set([path.join(weights, made)]));
    const first = readFileSync(path.join(weights, made));
    truncateSync(path.join(weights, made), 1000);
    await load();
    expect(readFileSync(path.join(weights, made)).equals(first)).toBe(true);
    expect(readdirSync(weights)).toHaveLength(1);
  });

  it('are in memory where there is no cache, or none can be written', async () => {
    const blocked = path.join(scratch, 'blocked');
    mkdirSync(blocked);
    writeFileSync(path.join(blocked, 'weights'), '');
    for (const options of [{}, { cacheFolder: blocked }]) {
      const { constants } = await load(options);
      expect(Object.values(constants).filter(({ file }) => file)).toEqual([]);
      expect(constants['head.weight']!.read().some((value) => value !== 0)).toBe(true);
    }
  });

  it('decide the number of heads', () => {
    const { parts } = describeModel(fileOf('augreg.npz'));
    expect(parts).toContainEqual({ part: 'heads', value: '2', source: 'tensors' });
  });
});

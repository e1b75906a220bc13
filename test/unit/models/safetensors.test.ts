import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabError } from '../../../src-shared/errors.ts';
import { float32, type HostTensor } from '../../../src-main/engines/engine.ts';
import { encodeSafetensors, openSafetensors } from '../../../src-main/models/safetensors.ts';
import { readFloat32, readIntegers } from '../../../src-main/models/stored-tensor.ts';
import { scratchFolder, writeRaw } from './support.ts';

const folder = scratchFolder();
const file = (name: string): string => join(folder, name);

function failure(action: () => unknown): LabError {
  try {
    action();
  } catch (error) {
    return error as LabError;
  }
  throw new Error('nothing was thrown');
}

const tensors: Record<string, HostTensor> = {
  weights: float32(Float32Array.of(1, -2.5, 3e-20, Infinity, NaN, -0), [2, 3]),
  'name with "quotes" and ü': { dtype: 'int32', shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) },
  mask: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
  scalar: float32(Float32Array.of(4), []),
  empty: float32(new Float32Array(), [0, 3]),
};

describe('writing and reading', () => {
  it('keeps values, shapes, types and metadata', () => {
    const path = file('round-trip.safetensors');
    writeFileSync(path, encodeSafetensors(tensors, { heads: '3' }));
    const read = openSafetensors(path);
    expect(read.metadata).toEqual({ heads: '3' });
    expect([...read.tensors.keys()]).toEqual(Object.keys(tensors));
    for (const [name, { shape }] of Object.entries(tensors)) expect(read.tensors.get(name)?.shape).toEqual(shape);
    expect(readFloat32(read.tensors.get('weights')!)).toEqual(tensors['weights']!.data);
    expect(readFloat32(read.tensors.get('scalar')!)).toEqual(Float32Array.of(4));
    expect(readIntegers(read.tensors.get('mask')!)).toEqual(Int32Array.of(1, 0, 1));
    expect(readIntegers(read.tensors.get('name with "quotes" and ü')!)).toEqual(Int32Array.of(-1, 2 ** 31 - 1));
  });

  it('lays the values of every float tensor at a multiple of four bytes', () => {
    const path = file('aligned.safetensors');
    writeFileSync(path, encodeSafetensors({ a: tensors['weights']!, b: tensors['scalar']! }));
    for (const { range } of openSafetensors(path).tensors.values()) expect(range.byteOffset % 4).toBe(0);
  });

  it('writes what lies in the middle of a larger array', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const path = file('part.safetensors');
    writeFileSync(path, encodeSafetensors({ a: float32(data) }));
    expect(readFloat32(openSafetensors(path).tensors.get('a')!)).toEqual(Float32Array.of(1, 2));
  });
});

describe('number types', () => {
  function stored(dtype: string, bytes: Uint8Array, count: number): Float32Array | Int32Array {
    const path = writeRaw(
      file(`${dtype}.safetensors`),
      { a: { dtype, shape: [count], data_offsets: [0, bytes.length] } },
      bytes,
    );
    const tensor = openSafetensors(path).tensors.get('a')!;
    return /^B?F/.test(dtype) ? readFloat32(tensor) : readIntegers(tensor);
  }
  const bytesOf = (array: { buffer: ArrayBuffer }): Uint8Array => new Uint8Array(array.buffer);

  it('reads float16 with its infinities, subnormals and sign of zero', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001, 0x0400, 0x8000, 0x7c00, 0xfc00, 0x7e00);
    const expected = [1, -2, 0.333251953125, 65504, 2 ** -24, 2 ** -14, -0, Infinity, -Infinity, NaN];
    expect([...stored('F16', bytesOf(bits), 10)]).toEqual(expected);
  });

  it('reads bfloat16', () => {
    const bits = Uint16Array.of(0x3f80, 0xc049, 0x0000, 0x7f80, 0xff80, 0x7fc0);
    expect([...stored('BF16', bytesOf(bits), 6)]).toEqual([1, -3.140625, 0, Infinity, -Infinity, NaN]);
  });

  it('reads float64, rounded to float32', () => {
    expect([...stored('F64', bytesOf(Float64Array.of(0.1, 1e300)), 2)]).toEqual([Math.fround(0.1), Infinity]);
  });

  it('reads integers of every width', () => {
    expect([...stored('I64', bytesOf(BigInt64Array.of(-5n, 7n)), 2)]).toEqual([-5, 7]);
    expect([...stored('I16', bytesOf(Int16Array.of(-300, 7)), 2)]).toEqual([-300, 7]);
    expect([...stored('U16', bytesOf(Uint16Array.of(65535, 7)), 2)]).toEqual([65535, 7]);
    expect([...stored('I8', Uint8Array.of(0xff, 1), 2)]).toEqual([-1, 1]);
    expect([...stored('U8', Uint8Array.of(0xff, 1), 2)]).toEqual([255, 1]);
    expect([...stored('BOOL', Uint8Array.of(0, 1), 2)]).toEqual([0, 1]);
  });

  it.each([
    ['U32', 2, 8],
    ['U64', 1, 8],
    ['C64', 1, 8],
    ['F8_E4M3', 8, 8],
    ['F8_E5M2', 8, 8],
    ['F8_E8M0', 8, 8],
    ['F6_E2M3', 4, 3],
    ['F6_E3M2', 4, 3],
    ['F4', 2, 1],
  ])('leaves tensors of %s alone that nobody asks for', (dtype, count, bytes) => {
    const path = writeRaw(
      file(`beside-${dtype}.safetensors`),
      {
        a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
        other: { dtype, shape: [count], data_offsets: [4, 4 + bytes] },
      },
      new Uint8Array(4 + bytes),
    );
    const { tensors: found } = openSafetensors(path);
    expect([...readFloat32(found.get('a')!)]).toEqual([0]);
    expect(failure(() => readFloat32(found.get('other')!)).message).toContain(`Tensor other of ${path} holds ${dtype}`);
  });

  it('does not take integers for floats, or the other way round', () => {
    const path = writeRaw(
      file('types.safetensors'),
      { i: { dtype: 'I64', shape: [1], data_offsets: [0, 8] }, f: { dtype: 'F32', shape: [1], data_offsets: [8, 12] } },
      new Uint8Array(12),
    );
    const { tensors: found } = openSafetensors(path);
    expect(failure(() => readFloat32(found.get('i')!)).message).toMatch(
      /Tensor i of .*types.safetensors holds I64, not floats/,
    );
    expect(failure(() => readIntegers(found.get('f')!)).message).toContain('holds F32, not integers');
  });
});

describe('broken files', () => {
  const good = encodeSafetensors({ a: float32(new Float32Array(10)) });
  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const cases: [string, string | Buffer, string][] = [
    ['an empty file', Buffer.alloc(0), 'shorter than its header'],
    ['a truncated header', good.subarray(0, 20), 'header is cut off'],
    ['truncated values', good.subarray(0, good.length - 4), 'truncated (tensor a lies beyond its end)'],
    ['a PyTorch file', Buffer.from('PK\x03\x04\x00\x00\x08\x08\x00\x00 and much more of it'), 'header is cut off'],
    ['a header that is no JSON', 'not json', 'header is not JSON'],
    ['a header that is a list', '[1, 2]', 'header is not JSON'],
    ['an unknown type', JSON.stringify({ a: { ...entry, dtype: 'F3' } }), 'tensor a has an unreadable description'],
    [
      'a missing shape',
      JSON.stringify({ a: { ...entry, shape: undefined } }),
      'tensor a has an unreadable description',
    ],
    ['a wrong length', JSON.stringify({ a: { ...entry, shape: [3] } }), 'tensor a has a wrong length'],
    ['offsets the wrong way round', JSON.stringify({ a: { ...entry, data_offsets: [8, 0] } }), 'wrong length'],
  ];

  it.each(cases)('%s is refused in one sentence that names the file', (name, content, message) => {
    const path = file(`${name}.safetensors`);
    if (typeof content === 'string') writeRaw(path, content, new Uint8Array(8));
    else writeFileSync(path, content);
    const error = failure(() => openSafetensors(path));
    expect(error.code).toBe('bad-checkpoint');
    expect(error.message).toContain(path);
    expect(error.message).toContain(message);
    expect(error.hint).toBe('Download or export the file again.');
  });

  const second = (begin: number, end: number): object => ({
    dtype: 'U8',
    shape: [end - begin],
    data_offsets: [begin, end],
  });
  it.each<[string, string | object, number, string]>([
    ['overlapping tensors', { a: entry, b: second(4, 12) }, 12, 'tensors a and b overlap'],
    ['tensors over each other', { a: entry, b: { ...entry } }, 8, 'tensors a and b overlap'],
    ['a hole', { a: entry, b: second(9, 12) }, 12, 'the bytes before tensor b belong to no tensor'],
    ['a hole at the beginning', { b: second(1, 12) }, 12, 'the bytes before tensor b belong to no tensor'],
    ['bytes at the end', { a: entry }, 9, 'the bytes at its end belong to no tensor'],
    [
      'two tensors of one name',
      `{"a": ${JSON.stringify(entry)}, "\\u0061": ${JSON.stringify({ ...entry, shape: [1, 2] })}}`,
      8,
      'its header has two entries for a',
    ],
    [
      'two shapes of one tensor',
      '{"a": {"dtype": "F32", "shape": [2], "shape": [1, 2], "data_offsets": [0, 8]}}',
      8,
      'two entries for shape',
    ],
    ['a nested header', `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 0, 'is nested deeper'],
    [
      'a long shape',
      `{"a": {"dtype": "F32", "shape": [${'1,'.repeat(100_000)}1], "data_offsets": [0, 4]}}`,
      4,
      'a list of more than 64 numbers',
    ],
    ['a long name', { ['n'.repeat(1001)]: entry }, 8, 'a name of more than 1000 letters'],
  ])('%s, which the format forbids', (name, header, bytes, message) => {
    const path = writeRaw(file(`${name}.safetensors`), header, new Uint8Array(bytes));
    const error = failure(() => openSafetensors(path));
    expect(error).toMatchObject({ code: 'bad-checkpoint' });
    expect(error.message).toContain(message);
  });

  it('tensors may lie in any order, and may have no values', () => {
    const path = writeRaw(
      file('order.safetensors'),
      { b: second(4, 8), none: second(4, 4), 'a,{["': { dtype: 'F32', shape: [], data_offsets: [0, 4] } },
      new Uint8Array(8),
    );
    expect([...openSafetensors(path).tensors.keys()]).toEqual(['b', 'none', 'a,{["']);
  });

  it('a file that does not exist', () => {
    const error = failure(() => openSafetensors(file('nowhere.safetensors')));
    expect(error.code).toBe('not-found');
    expect(error.message).toContain('nowhere.safetensors');
  });

  it('a folder', () => {
    const error = failure(() => openSafetensors(folder));
    expect(error.code).toBe('bad-checkpoint');
    expect(error.message).toContain('is a folder');
  });

  it('a file that became shorter after it was opened', () => {
    const path = file('shrinking.safetensors');
    writeFileSync(path, good);
    const stored = openSafetensors(path).tensors.get('a')!;
    writeFileSync(path, good.subarray(0, good.length - 8));
    expect(failure(() => readFloat32(stored)).message).toContain('became shorter');
  });
});

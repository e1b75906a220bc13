import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { float32, type HostTensor } from '../../../../src-main/engines/engine.ts';
import { openCheckpoint } from '../../../../src-main/models/checkpoint-file.ts';
import { encodePytorch } from '../../../../src-main/models/pytorch/encode-pytorch.ts';
import { readFloat32, readIntegers } from '../../../../src-main/models/stored-tensor.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder('encode-pytorch');
const recorded = join(import.meta.dirname, '..', '..', '..', 'data', 'pytorch', 'encoded.pth');

const tensors: Record<string, HostTensor> = {
  matrix: float32(Float32Array.of(1.5, -2, 3.25, 0, 1e-8, -1e8), [2, 3]),
  'näme.with.dots': float32(Float32Array.of(7), [1, 1, 1]),
  scalar: { dtype: 'int32', shape: [], data: Int32Array.of(-70_000) },
  flags: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
  nothing: float32(new Float32Array(), [0, 4]),
};

describe('a state dictionary written for PyTorch', () => {
  it('is read again as it was', () => {
    const file = join(folder, 'round.pth');
    writeFileSync(file, encodePytorch(tensors));
    const read = openCheckpoint(file).tensors;
    expect([...read.keys()]).toEqual(Object.keys(tensors));
    for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
      const stored = read.get(name)!;
      expect(stored.shape, name).toEqual(shape);
      expect([...(dtype === 'float32' ? readFloat32(stored) : readIntegers(stored))], name).toEqual([...data]);
      expect(stored.strides, name).toBeUndefined();
    }
  });

  it('has its numbers aligned, so that they can be mapped', () => {
    const file = join(folder, 'aligned.pth');
    writeFileSync(file, encodePytorch(tensors));
    for (const { range } of openCheckpoint(file).tensors.values()) expect(range.byteOffset % 64).toBe(0);
  });

  it('is the same file each time, and the one that PyTorch was seen to load', () => {
    expect(encodePytorch(tensors).equals(encodePytorch(tensors))).toBe(true);
    expect(encodePytorch(tensors).equals(readFileSync(recorded))).toBe(true);
  });

  it('takes views of larger arrays', () => {
    const whole = Float32Array.from({ length: 10 }, (_, i) => i);
    const bytes = encodePytorch({ part: float32(whole.subarray(2, 5), [3]) });
    const { 'archive/data/0': data } = unzipSync(bytes);
    expect([...new Float32Array(data!.slice().buffer)]).toEqual([2, 3, 4]);
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../../src-main/models/checkpoint-file.ts';
import { readFloat32, readIntegers } from '../../../../src-main/models/stored-tensor.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const data = fileURLToPath(new URL('../../../data/pytorch/', import.meta.url));
const folder = temporaryFolder('pytorch');
const fileOf = (name: string) => path.join(data, name);

function write(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

function floats(file: string, name: string): number[] {
  return [...readFloat32(openCheckpoint(file).tensors.get(name)!)];
}

describe('a checkpoint of PyTorch', () => {
  it('gives its tensors as they were saved, in all number types', () => {
    const file = fileOf('state.pth');
    expect(openCheckpoint(file).tensors.get('single')?.shape).toEqual([2, 3]);
    expect(floats(file, 'single')).toEqual([1.5, -2, 3.25, 0, 1e-8, -1e8].map(Math.fround));
    expect(floats(file, 'half')).toEqual([1.5, -0.25]);
    expect(floats(file, 'brain')).toEqual([3, -0.5]);
    expect(floats(file, 'double')).toEqual([Math.fround(1 / 3)]);
    expect(floats(file, 'parameter')).toEqual([4, 5]);
    expect(floats(file, 'slice')).toEqual([2, 3, 4]);
    expect([...readIntegers(openCheckpoint(file).tensors.get('count')!)]).toEqual([7]);
  });

  it('gives tensors whose numbers lie in another order row by row', () => {
    const file = fileOf('view.pth');
    const tensors = openCheckpoint(file).tensors;
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ['turned', [3, 2]],
      ['channels_last', [1, 2, 3, 4]],
      ['repeated', [3, 2]],
      ['every_second', [5]],
      ['tied', [10]],
      ['turned_half', [3, 2]],
    ]);
    expect(floats(file, 'turned')).toEqual([1.5, 0, -2, 1e-8, 3.25, -1e8].map(Math.fround));
    expect(floats(file, 'channels_last')).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(floats(file, 'repeated')).toEqual([1.5, 2.5, 1.5, 2.5, 1.5, 2.5]);
    expect(floats(file, 'every_second')).toEqual([1, 3, 5, 7, 9]);
    expect(floats(file, 'tied')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(floats(file, 'turned_half').slice(0, 3)).toEqual([1.5, 0, -2]);
  });

  it('is found inside what training scripts save around it', () => {
    const names = [...openCheckpoint(fileOf('wrapped.pth')).tensors.keys()];
    expect(names).toEqual([...openCheckpoint(fileOf('state.pth')).tensors.keys()]);
    expect(floats(fileOf('wrapped.pth'), 'slice')).toEqual([2, 3, 4]);
  });

  it('is read in the newest format of pickles, too', () => {
    expect(floats(fileOf('newer.pth'), 'slice')).toEqual([2, 3, 4]);
  });

  it('is read in the format before version 1.6, too', () => {
    const [old, today] = [openCheckpoint(fileOf('legacy.pth')), openCheckpoint(fileOf('state.pth'))];
    expect([...old.tensors.keys()]).toEqual([...today.tensors.keys()]);
    for (const name of ['single', 'half', 'brain', 'double', 'parameter', 'slice']) {
      expect(readFloat32(old.tensors.get(name)!)).toEqual(readFloat32(today.tensors.get(name)!));
    }
  });

  it('has none of its code run', () => {
    expect(floats(fileOf('harmful.pth'), 'single')).toHaveLength(6);
    expect(existsSync('harm-was-done')).toBe(false);
  });

  it.each([
    ['whole.pth', /it holds an object of torch\.nn\.modules\.linear\.Linear instead of a state dictionary/],
    ['harmful-weights.pth', /its entry odd is made by posix\.system, which is not run, and is no tensor/],
    ['script.pth', /it is a TorchScript program/],
    ['no-tensors.pth', /it has no dictionary of tensors/],
  ])('is refused in one sentence: %s', (name, message) => {
    expect(() => openCheckpoint(fileOf(name))).toThrow(
      expect.objectContaining({ code: 'bad-checkpoint', message: expect.stringMatching(message) as string }) as Error,
    );
  });

  it('is refused when it is cut off anywhere', () => {
    const bytes = readFileSync(fileOf('state.pth'));
    for (const part of [0.2, 0.5, 0.9, 0.99]) {
      const file = write('cut.pth', bytes.subarray(0, Math.floor(part * bytes.length)));
      expect(() => openCheckpoint(file)).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }) as Error);
    }
  });

  it('is refused in words of our own wherever it is damaged', () => {
    const whole = readFileSync(fileOf('state.pth'));
    for (let at = whole.length - 22; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = 0xfe;
      const file = write('damaged.pth', bytes);
      try {
        openCheckpoint(file);
      } catch (error) {
        expect(error).toMatchObject({ code: 'bad-checkpoint' });
        expect((error as Error).message).not.toMatch(/out of range|offset|undefined/);
      }
    }
  });

  it('is refused when it is another kind of archive', () => {
    const text = new TextEncoder().encode('no checkpoint');
    expect(() => openCheckpoint(write('other.pth', zipSync({ 'a.txt': text }, { level: 0 })))).toThrow(/no data\.pkl/);
    const arrays = zipSync({ 'head/kernel.npy': text }, { level: 0 });
    expect(() => openCheckpoint(write('jax.npz', arrays))).toThrow(/array head\/kernel is no array of NumPy/);
    const packed = write('packed.pth', zipSync({ 'a/data.pkl': text }, { level: 9 }));
    expect(() => openCheckpoint(packed)).toThrow(/is compressed/);
  });

  it('is refused when its pickle is damaged', () => {
    for (const pickle of [
      [],
      [0x80, 2],
      [0x80, 2, 0x52, 0x2e],
      [0x80, 2, 0x75, 0x2e],
      [0x80, 2, 0x68, 9, 0x2e],
      [0x69],
    ]) {
      const file = write('damaged.pth', zipSync({ 'a/data.pkl': Uint8Array.from(pickle) }, { level: 0 }));
      expect(() => openCheckpoint(file)).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }) as Error);
    }
  });

  it('is missed clearly', () => {
    expect(() => openCheckpoint(path.join(folder, 'nothing.pth'))).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
  });
});

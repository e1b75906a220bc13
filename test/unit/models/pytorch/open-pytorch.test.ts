import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../../src-main/models/checkpoint-file.ts';
import { readFloat32, readIntegers } from '../../../../src-main/models/safetensors.ts';
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

  it('is found inside what training scripts save around it', () => {
    const names = [...openCheckpoint(fileOf('wrapped.pth')).tensors.keys()];
    expect(names).toEqual([...openCheckpoint(fileOf('state.pth')).tensors.keys()]);
    expect(floats(fileOf('wrapped.pth'), 'slice')).toEqual([2, 3, 4]);
  });

  it('has none of its code run', () => {
    expect(floats(fileOf('harmful.pth'), 'single')).toHaveLength(6);
    expect(existsSync('harm-was-done')).toBe(false);
  });

  it.each([
    ['view.pth', /its tensor turned is a view of another one/],
    ['whole.pth', /it holds a torch\.nn\.modules\.linear\.Linear/],
    ['no-tensors.pth', /it has no dictionary of tensors/],
    ['legacy.pth', /before version 1\.6/],
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

  it('is refused when it is another kind of archive', () => {
    const text = new TextEncoder().encode('no checkpoint');
    expect(() => openCheckpoint(write('other.pth', zipSync({ 'a.txt': text }, { level: 0 })))).toThrow(/no data\.pkl/);
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

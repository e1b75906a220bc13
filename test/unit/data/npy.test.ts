import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeNpy, type NpyHead } from '../../support/npy.ts';
import { NpyFile, readWholeNumbers } from '../../../src-main/data/npy.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'npy-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const written = (name: string, numbers: NodeJS.ArrayBufferView, head: NpyHead) =>
  writeNpy(path.join(folder, name), numbers, head);

describe('.npy files', () => {
  const images = Uint8Array.from({ length: 5 * 2 * 2 * 3 }, (_, i) => i);

  it.each([1, 2] as const)('of version %i are read row by row', async (version) => {
    const file = await NpyFile.open(written('images.npy', images, { shape: '(5, 2, 2, 3)', version }));
    expect(file.header).toMatchObject({ type: '|u1', shape: [5, 2, 2, 3] });
    expect([...(await file.rows(3, 2))]).toEqual([...images.subarray(36)]);
    await expect(file.rows(4, 2)).rejects.toThrow(RangeError);
    await file.close();
  });

  it.each([
    ['<i8', BigInt64Array.from([3n, 0n, 49_999n])],
    ['<i4', Int32Array.from([3, 0, 49_999])],
    ['<f8', Float64Array.from([3, 0, 49_999])],
  ])('of %s give whole numbers', async (descr, numbers) => {
    expect([...(await readWholeNumbers(written('order.npy', numbers, { descr, shape: '(3,)' })))]).toEqual([
      3, 0, 49_999,
    ]);
  });

  it.each([
    [
      'Fortran order',
      'has its numbers in Fortran order',
      () => written('a.npy', images, { shape: '(60,)', fortran: true }),
    ],
    ['objects', 'holds numbers of the kind |O', () => written('a.npy', images, { shape: '(60,)', descr: '|O' })],
    [
      'big-endian numbers',
      'holds numbers of the kind >i4',
      () => written('a.npy', images, { shape: '(15,)', descr: '>i4' }),
    ],
    ['a file cut short', 'ends before its last number', () => written('a.npy', images, { shape: '(61,)' })],
    ['several dimensions', 'has the shape (30, 2)', () => written('a.npy', images, { shape: '(30, 2)' })],
    [
      'fractions',
      'holds 0.5 at position 1',
      () => written('a.npy', Float64Array.from([1, 0.5]), { shape: '(2,)', descr: '<f8' }),
    ],
    [
      'something else',
      'is no .npy file',
      () => {
        const file = path.join(folder, 'a.npy');
        writeFileSync(file, 'index,label\n1,2\n');
        return file;
      },
    ],
    ['no file', "can't be opened", () => path.join(folder, 'missing.npy')],
  ])('with %s are refused in a sentence', async (_, sentence, make) => {
    await expect(readWholeNumbers(make())).rejects.toThrow(sentence);
  });
});

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseIdx, readIdx } from '../../../../src-main/data/quickstart/idx.ts';

const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);

describe('parseIdx', () => {
  it('reads big-endian extents and the values', () => {
    const { shape, data } = parseIdx(bytes, 'a file');
    expect(shape).toEqual([2, 3]);
    expect(Array.from(data)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('names a truncated file, one of another type and one that ends in its header', () => {
    expect(() => parseIdx(bytes.subarray(0, 17), 'a file')).toThrow(
      'a file holds 5 values where its header promises 6',
    );
    expect(() => parseIdx(Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), 'a file')).toThrow('not an IDX file');
    expect(() => parseIdx(bytes.subarray(0, 9), 'a file')).toThrow('not an IDX file');
    expect(() => parseIdx(new Uint8Array(), 'a file')).toThrow('not an IDX file');
  });
});

describe('readIdx', () => {
  it('unpacks gzip and says when it is damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'idx-'));
    const packed = gzipSync(bytes);
    await writeFile(join(folder, 'whole.gz'), packed);
    await writeFile(join(folder, 'cut.gz'), packed.subarray(0, 12));
    expect((await readIdx(join(folder, 'whole.gz'))).shape).toEqual([2, 3]);
    await expect(readIdx(join(folder, 'cut.gz'))).rejects.toMatchObject({ code: 'bad-input' });
  });
});

import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { PreparedCache } from '../../../../src-main/data/prepare/cache.ts';

let folder: string;

const images = new Map([
  [7, Uint8Array.of(1, 2, 3)],
  [2, Uint8Array.of(4, 10, 6)],
]);

async function onlyFile(): Promise<string> {
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'cache-')), 'prepared');
});

describe('PreparedCache', () => {
  it('keeps images in memory between streams', async () => {
    const cache = new PreparedCache(null);
    (await cache.open('a')).set(1, Uint8Array.of(9));
    expect((await cache.open('a')).get(1)).toEqual(Uint8Array.of(9));
    expect((await cache.open('b')).size).toBe(0);
    expect(await cache.store('a', images)).toBeNull();
  });

  it('finds stored images again, in another process too', async () => {
    expect(await new PreparedCache(folder).store('a', images)).toBeNull();
    const found = await new PreparedCache(folder).open('a');
    expect([...found.keys()]).toEqual([7, 2]);
    expect(Array.from(found.get(2)!)).toEqual([4, 10, 6]);
    expect((await new PreparedCache(folder).open('b')).size).toBe(0);
  });

  it('takes a damaged, truncated or foreign file for absent', async () => {
    await new PreparedCache(folder).store('a', images);
    const path = await onlyFile();
    const whole = await readFile(path);
    const flipped = Buffer.from(whole);
    flipped[whole.length - 1]! ^= 1;
    const foreign = Buffer.from(whole.toString('latin1').replace('"key":"a"', '"key":"b"'), 'latin1');
    for (const bytes of [flipped, whole.subarray(0, -1), Buffer.alloc(0), Buffer.from('{}\n'), foreign]) {
      await writeFile(path, bytes);
      expect((await new PreparedCache(folder).open('a')).size).toBe(0);
    }
  });

  it('goes on without storing where nothing can be written, and leaves no part behind', async () => {
    await mkdir(join(folder, '..'), { recursive: true });
    await writeFile(folder, 'a file where the folder should be');
    const cache = new PreparedCache(folder);
    expect((await cache.open('a')).size).toBe(0);
    expect(await cache.store('a', images)).toBe(
      `Prepared images can't be kept in ${folder}: that is a file, not a folder. The next run prepares them anew.`,
    );
  });

  it('leaves only whole files in the folder', async () => {
    const cache = new PreparedCache(folder);
    await Promise.all([cache.store('a', images), cache.store('a', images), cache.store('a', images)]);
    expect(await onlyFile()).toMatch(/\.images$/);
  });
});

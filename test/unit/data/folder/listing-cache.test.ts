import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ListingCache } from '../../../../src-main/data/folder/listing-cache.ts';
import { put } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('listings');
const root = join(base, 'root');
const cache = join(base, 'cache');
const names = Array.from({ length: 60 }, (_, i) => `class-${i}`);
const longAgo = new Date(2020, 1, 1);

beforeEach(async () => {
  await rm(base, { recursive: true, force: true });
  for (const name of names) {
    await put(join(root, name, 'a.jpg'), 'x');
    await utimes(join(root, name), longAgo, longAgo);
  }
});

async function countAll(cacheFolder: string | null = cache): Promise<number> {
  const listings = new ListingCache(root, cacheFolder);
  let images = 0;
  for (const name of names) images += (await listings.list(name))!.images;
  await listings.keep();
  return images;
}

/** Adds an image and sets the folder's time back, so that only a fresh look finds it. */
async function addUnnoticed(name: string): Promise<void> {
  await put(join(root, name, 'b.jpg'), 'x');
  await utimes(join(root, name), longAgo, longAgo);
}

describe('ListingCache', () => {
  it('lists folders anew only when they have changed', async () => {
    expect(await countAll()).toBe(60);
    await addUnnoticed(names[0]!);
    expect(await countAll()).toBe(60);
    expect(await countAll(null)).toBe(61);
    await put(join(root, names[1]!, 'b.jpg'), 'x');
    expect(await countAll()).toBe(61);
    await rm(join(root, names[2]!), { recursive: true });
    await expect(new ListingCache(root, cache).list(names[2]!)).resolves.toMatchObject({
      images: 0,
      problem: 'ENOENT',
    });
  });

  it('does not keep folders that changed just now, or hold links', async () => {
    const [fresh, linked] = [names[3]!, names[4]!];
    await symlink(join(root, names[5]!, 'a.jpg'), join(root, linked, 'link.jpg'));
    await utimes(join(root, linked), longAgo, longAgo);
    await put(join(root, fresh, 'b.jpg'), 'x');
    expect(await countAll()).toBe(62);
    await rm(join(root, linked, 'link.jpg'));
    await utimes(join(root, linked), longAgo, longAgo);
    expect(await countAll()).toBe(61);
  });

  it('makes a damaged file anew, and does without one that can not be written', async () => {
    await countAll();
    const [file] = await readdir(join(cache, 'listings'));
    for (const content of ['{"version":1,"folders":{', '{"version":9,"folders":{}}', '[]', '']) {
      await writeFile(join(cache, 'listings', file!), content);
      expect(await countAll()).toBe(60);
    }
    await addUnnoticed(names[0]!);
    expect(await countAll()).toBe(60);
    await mkdir(join(base, 'blocked'));
    await writeFile(join(base, 'blocked', 'file'), '');
    expect(await countAll(join(base, 'blocked', 'file'))).toBe(61);
  });

  it('gives up when time is up', async () => {
    await expect(new ListingCache(root, null).list(names[0]!, Date.now() - 1)).resolves.toBeNull();
  });
});

import { mkdir, mkdtemp, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { identifyFiles } from '../../../../src-main/data/folder/identity.ts';
import { countFolder, listFolder } from '../../../../src-main/data/folder/scan.ts';

let root: string;

async function put(path: string, content = 'x'): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function scanFolder(folder: string, known?: readonly string[], cacheFolder: string | null = null) {
  const listing = await listFolder(folder, known);
  return { ...listing, ...(await identifyFiles(folder, listing.files, cacheFolder, listing.paths)) };
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scan-'));
});

describe('a folder of classes', () => {
  it('sorts classes and images and labels by class', async () => {
    for (const path of ['dog/2.png', 'cat/b.JPEG', 'cat/a.webp', 'dog/1.jpg']) await put(path);
    const listing = await scanFolder(root);
    expect(listing.classNames).toEqual(['cat', 'dog']);
    expect(listing.paths).toEqual(['cat/a.webp', 'cat/b.JPEG', 'dog/1.jpg', 'dog/2.png']);
    expect(Array.from(listing.labels)).toEqual([0, 0, 1, 1]);
  });

  it('takes class folders that are numbers as these classes, also without images', async () => {
    for (const label of [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]) await put(`${label}/0.png`);
    await mkdir(join(root, '4'));
    const { classNames, paths, labels } = await listFolder(root);
    expect(classNames).toHaveLength(11);
    expect(paths.map((path, i) => [path, labels[i]])).toEqual(
      [0, 1, 10, 2, 3, 5, 6, 7, 8, 9].map((label) => [`${label}/0.png`, label]),
    );
    const counted = await countFolder(root);
    expect(counted).toMatchObject({ classNames, images: 10, empty: ['4'] });
    expect(counted.notices).toEqual([expect.stringContaining('class of its number')]);
  });

  it('leaves out hidden files, other files and folders without images', async () => {
    for (const path of ['cat/a.png', 'cat/.a.png', 'cat/notes.txt', 'empty/readme.md', '.git/a.png', 'a.png'])
      await put(path);
    expect((await scanFolder(root)).paths).toEqual(['cat/a.png']);
  });

  it('follows links to folders', async () => {
    await put('real/a.png');
    await symlink(join(root, 'real'), join(root, 'linked'));
    expect((await scanFolder(root)).classNames).toEqual(['linked', 'real']);
  });

  it('names a set by paths and sizes, and notices when a file was rewritten', async () => {
    await put('cat/a.png', 'one');
    const first = await scanFolder(root);
    await utimes(join(root, 'cat/a.png'), 1, 1);
    const touched = await scanFolder(root);
    expect(touched.fingerprint).toBe(first.fingerprint);
    expect(touched.revision).not.toBe(first.revision);
    await put('cat/a.png', 'three');
    expect((await scanFolder(root)).fingerprint).not.toBe(first.fingerprint);
  });

  it('gives labels by the classes of a benchmark, and leaves out what is none of them', async () => {
    for (const path of ['n02/a.png', 'n04/b.png', 'n03x/c.png']) await put(path);
    const listing = await scanFolder(root, ['n01', 'n02', 'n03', 'n04']);
    expect(listing.classNames).toEqual(['n01', 'n02', 'n03', 'n04']);
    expect(Array.from(listing.labels)).toEqual([1, 3]);
    expect(listing.strange).toEqual(['n03x']);
    await expect(scanFolder(root, ['n08', 'n09'])).rejects.toThrow(
      'holds no images in class folders named n08, n09 and so on; it has n02, n03x, n04.',
    );
  });

  it('says in one sentence what is wrong with a folder', async () => {
    await put('a.png');
    await expect(scanFolder(join(root, 'missing'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(scanFolder(join(root, 'a.png'))).rejects.toThrow('is a file, not a folder');
    await expect(scanFolder(root)).rejects.toThrow('holds no images in class folders');
  });
});

import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { identifyFiles } from '../../../../src-main/data/folder/identity.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder('identity');
const cache = path.join(folder, 'cache');
const root = path.join(folder, 'images');
const names = Array.from({ length: 1200 }, (_, i) => `${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`);

beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  for (const name of ['cat', 'dog']) await mkdir(path.join(root, name), { recursive: true });
  await Promise.all(names.map((name) => writeFile(path.join(root, name), name)));
});

describe('identifyFiles', () => {
  it('finds the same with an index as without', async () => {
    const plain = await identifyFiles(root, names);
    expect(await identifyFiles(root, names, cache)).toEqual(plain);
    expect(await readdir(path.join(cache, 'index'))).toHaveLength(1);
    expect(await identifyFiles(root, names, cache)).toEqual(plain);
  });

  it('looks again when a file was replaced', async () => {
    const before = await identifyFiles(root, names, cache);
    await writeFile(path.join(folder, 'new'), 'something longer');
    await rename(path.join(folder, 'new'), path.join(root, names[0]!));
    const after = await identifyFiles(root, names, cache);
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(after).toEqual(await identifyFiles(root, names));
  });

  it('does without an index that is damaged or can not be written', async () => {
    const plain = await identifyFiles(root, names, cache);
    const [index] = await readdir(path.join(cache, 'index'));
    await writeFile(path.join(cache, 'index', index!), '{"key":');
    expect(await identifyFiles(root, names, cache)).toEqual(plain);
    await writeFile(path.join(folder, 'file'), '');
    expect(await identifyFiles(root, names, path.join(folder, 'file'))).toEqual(plain);
  });
});

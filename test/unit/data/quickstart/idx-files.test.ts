import { cp, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findQuickstartFolder } from '../../../../src-main/data/datasets.ts';
import { readGreyImages, readSplit, splitFiles } from '../../../../src-main/data/quickstart/idx-files.ts';
import { readTrainingSet } from '../../../../src-main/data/quickstart/originals.ts';
import { splitNames, splitSizes } from '../../../../src-main/data/quickstart/splits.ts';

const shipped = findQuickstartFolder();

describe('shipped images', () => {
  it('are complete, with all ten classes in each split', async () => {
    for (const split of splitNames) {
      const { count, images, labels } = await readSplit(shipped, split);
      expect(count).toBe(splitSizes[split]);
      expect(images).toHaveLength(count * 784);
      expect(new Set(labels).size).toBe(10);
    }
  });

  it('take at most 6 MB and come with licence and origin', async () => {
    const names = await readdir(shipped);
    const sizes = await Promise.all(
      names.filter((name) => name.endsWith('.gz')).map((name) => stat(join(shipped, name))),
    );
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(6e6);
    expect(names).toEqual(expect.arrayContaining(['LICENSE-fashion-mnist.txt', 'README.md']));
  });

  it('are refused when they were changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quickstart-'));
    await cp(shipped, folder, { recursive: true });
    const header = Buffer.from([0, 0, 8, 1, 0, 0, 4, 0]);
    await writeFile(join(folder, splitFiles('train').labels), gzipSync(Buffer.concat([header, Buffer.alloc(1024)])));
    await expect(readSplit(folder, 'train')).rejects.toThrow('are not those that belong to this version');
  });
});

describe('original files', () => {
  it('are asked for in one sentence when they are missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nothing-'));
    await expect(readTrainingSet(folder)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('must belong together and hold known labels', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'originals-'));
    const write = async (name: string, ...bytes: number[][]): Promise<string> => {
      await writeFile(join(folder, name), gzipSync(Uint8Array.from(bytes.flat())));
      return join(folder, name);
    };
    const pixels = Array<number>(784).fill(1);
    const images = await write('i.gz', [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28], pixels);
    const two = await write('two.gz', [0, 0, 8, 1, 0, 0, 0, 2, 3, 4]);
    const stray = await write('stray.gz', [0, 0, 8, 1, 0, 0, 0, 1, 10]);
    await expect(readGreyImages(images, two)).rejects.toThrow('has 2 labels for 1 images');
    await expect(readGreyImages(images, stray)).rejects.toThrow('unknown label 10');
    await expect(readGreyImages(two, stray)).rejects.toThrow('not 28×28 images');
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countImages } from '../../../../src-main/data/count-images.ts';
import { openImages } from '../../../../src-main/data/datasets.ts';
import { parseClassList } from '../../../../src-main/data/folder/class-list.ts';
import { inspectFolder } from '../../../../src-main/data/folder/inspect.ts';
import type { DatasetConfig } from '../../../../src-shared/run-config.ts';
import { plainPng, put, writeImageFolder } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('class-list');
const png = await plainPng(1, 8);

async function write(name: string, ...paths: string[]): Promise<string> {
  for (const path of paths) await put(join(base, name, path), png);
  return join(base, name);
}

const folder = (path: string, rest: { domains?: true } = {}): DatasetConfig => ({ kind: 'folder', path, ...rest });

describe('classnames.txt', () => {
  it('gives classes their order and names, and says which there are', async () => {
    const root = await write(
      'listed',
      'art/x1/1.png',
      'art/x2/2.png',
      'art/junk/3.png',
      'photo/x1/4.png',
      'photo/x2/5.png',
    );
    await put(join(root, 'classnames.txt'), 'x2 tabby cat\nx1\tdog\nx3 emu\n');
    const images = await openImages(folder(root, { domains: true }));
    expect([images.classNames, images.classTitles, images.count]).toEqual([
      ['x2', 'x1', 'x3'],
      ['tabby cat', 'dog', 'emu'],
      4,
    ]);
    expect(Array.from({ length: 4 }, (_, index) => images.labelOf(index))).toEqual([1, 0, 1, 0]);
    expect(images.notices?.join()).toContain('art/junk');
    const other = (await openImages(folder(root, { domains: true }))).fingerprint;
    await put(join(root, 'classnames.txt'), 'x1\nx2\n');
    expect((await openImages(folder(root, { domains: true }))).fingerprint).not.toBe(other);
    const report = await inspectFolder(root, { domains: true });
    expect(report.findings.map(({ message }) => message)).toContain(
      'classnames.txt says which classes there are: 2 classes.',
    );
  });

  it('lies beside class folders, too, and beside shifts', async () => {
    const root = join(base, 'plain');
    await writeImageFolder(root, ['a', 'b'], 1);
    await put(join(root, 'classnames.txt'), 'b\na\n');
    expect((await openImages(folder(root))).classNames).toEqual(['b', 'a']);
    expect((await countImages(folder(root))).classNames).toEqual(['b', 'a']);
  });

  it('is read in each of its forms', () => {
    const read = (text: string, folders: string[]) => parseClassList('classnames.txt', text, folders);
    expect(read('tench\ngoldfish\n', ['0', '1'])).toEqual({ folders: ['0', '1'], titles: ['tench', 'goldfish'] });
    expect(read('1 goldfish\n0 tench\n', ['0', '1'])).toEqual({ folders: ['1', '0'], titles: ['goldfish', 'tench'] });
    expect(read('big dog\r\n\r\ncat\r\n', ['big dog', 'cat'])).toEqual({
      folders: ['big dog', 'cat'],
      titles: ['big dog', 'cat'],
    });
    expect(() => read('\n', ['a'])).toThrow('lists no class');
    expect(() => read('a x\nb\na y\n', ['a', 'b'])).toThrow('lists the class a twice, in line 1 and in line 3.');
  });
});

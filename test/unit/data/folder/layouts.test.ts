import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../../src-main/data/datasets.ts';
import { inspectFolder } from '../../../../src-main/data/folder/inspect.ts';
import { countFolder } from '../../../../src-main/data/folder/scan.ts';
import { plainPng, put, writeImageFolder } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('layouts');
const png = await plainPng(1);

async function write(root: string, ...files: string[]): Promise<string> {
  for (const file of files) await put(join(base, root, file), png);
  return join(base, root);
}

/** The gravest finding, and what is suggested. */
async function advice(path: string) {
  const { findings, suggestions, usable } = await inspectFolder(path);
  const [first] = findings;
  return { level: first!.level, said: `${first!.message} ${first!.hint ?? ''}`, suggestions, usable };
}

describe('TinyImageNet', () => {
  it('keeps the images of a class one folder too deep, and those of the validation in none', async () => {
    const classes = ['n01443537', 'n01629819', 'n01641577'];
    const root = await write('tiny', ...classes.map((name) => `train/${name}/images/${name}_0.JPEG`));
    await write('tiny', 'val/images/val_0.JPEG', 'val/images/val_1.JPEG', 'test/images/test_0.JPEG');
    expect(await advice(join(root, 'train'))).toMatchObject({
      ...{ level: 'error', usable: false, suggestions: [] },
      said: expect.stringMatching(/too deep, in n01443537\/images, as TinyImageNet.*<class>\/<image>/) as string,
    });
    for (const folder of ['val', 'val/images']) {
      const { said, suggestions } = await advice(join(root, folder));
      expect(said).toMatch(/directly in images, not in one folder per class.*val_annotations\.txt/);
      expect(suggestions).toEqual([]);
    }
    for (const suggestion of (await advice(root)).suggestions) expect(suggestion).not.toMatch(/val|test/);
  });
});

describe('a flat validation set', () => {
  const names = ['ILSVRC2012_val_00000001.JPEG', 'ILSVRC2012_val_00000002.JPEG'];

  it('is no class of the folder above', async () => {
    const root = await write('flat', ...names.map((name) => `val/${name}`), 'test/ILSVRC2012_test_00000001.JPEG');
    const above = await advice(root);
    expect(above).toMatchObject({ level: 'warning', suggestions: [] });
    expect(above.said).toMatch(/directly in test, val, not in one folder per class/);
    const own = await advice(join(root, 'val'));
    expect(own).toMatchObject({ level: 'error', suggestions: [] });
    expect(own.said).toMatch(
      /directly in val.*ground_truth\.txt of the devkit.*or sort them into one folder per WordNet id/,
    );
  });

  it('is left out where a data set lies beside it', async () => {
    const root = await write('beside', ...names.map((name) => `val/${name}`));
    await writeImageFolder(join(root, 'train'), ['cat', 'dog']);
    expect((await advice(root)).suggestions).toEqual([join(root, 'train')]);
  });
});

describe('severities that are named otherwise', () => {
  it('are named, with the name that they should have', async () => {
    const root = await write('padded', 'fog/05/cat/a.png', 'fog/05/dog/a.png', 'snow/severity_3/cat/a.png');
    const found = await advice(root);
    expect(found).toMatchObject({ level: 'error', usable: false });
    expect(found.said).toMatch(/2 folders of severities.*snow\/severity_3, fog\/05.*snow\/severity_3 to snow\/3/);
    const run = openDataset({ kind: 'folder', path: root, corrupted: true });
    await expect(run).rejects.toThrow(`${root} has snow/severity_3, but no folder of a severity named 1 to 5.`);
  });

  it('are left out beside proper ones, which is said', async () => {
    const root = await write('partly', 'fog/5/cat/a.png', 'fog/5/dog/a.png', 'snow/05/cat/a.png');
    const found = await advice(root);
    expect(found).toMatchObject({ level: 'warning', usable: true });
    expect(found.said).toContain('snow/05');
  });
});

describe('images packed in other files', () => {
  it.each([
    ['test.npz', /archives of NumPy arrays/],
    ['data/test-00000-of-00001.parquet', /Parquet or Arrow tables, as Hugging Face/],
    ['val_lmdb/data.mdb', /an LMDB database/],
    ['test.tfrecord', /TFRecord files/],
    ['test.h5', /HDF5 files/],
  ])('are named: %s', async (file, message) => {
    const { said, level } = await advice(await write(`packed-${file.replaceAll('/', '-')}`, file));
    expect(level).toBe('error');
    expect(said).toMatch(message);
    expect(said).toContain('which the lab does not read');
  });
});

describe('folders of systems and drives', () => {
  it('are no classes and hold no images', async () => {
    const root = await writeImageFolder(join(base, 'drive'), ['cat', 'dog']);
    for (const name of ['@eaDir', 'lost+found', '__MACOSX', '$RECYCLE.BIN']) await write('drive', `${name}/a.png`);
    await write('drive', 'cat/@eaDir/b.png');
    expect(await countFolder(root)).toMatchObject({ classNames: ['cat', 'dog'], images: 4 });
    const { classes, findings } = await inspectFolder(root);
    expect(classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
    expect(findings.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});

import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectFolder } from '../../../../src-main/data/folder/inspect.ts';
import { plainPng, put, writeImageFolder } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('inspect');
let png: Buffer;
beforeAll(async () => {
  png = await plainPng(1);
});

const messages = async (folder: string): Promise<string[]> =>
  (await inspectFolder(folder)).findings.map(({ level, message }) => `${level}: ${message}`);

describe('inspectFolder', () => {
  it('counts images and classes of a folder that is as it should be', async () => {
    const root = await writeImageFolder(join(base, 'good'), ['cat', 'dog', 'emu'], 3);
    const report = await inspectFolder(root);
    expect(report).toMatchObject({ usable: true, images: 9, suggestions: [] });
    expect(report.classes).toEqual(['cat', 'dog', 'emu'].map((name) => ({ name, images: 3 })));
    expect(report.findings).toEqual([{ level: 'info', message: 'Each class holds 3 images.' }]);
  });

  it('names everything that is left out of a folder', async () => {
    const root = await writeImageFolder(join(base, 'messy'), ['cat', 'dog'], 2);
    await put(join(root, 'empty', 'notes.txt'), 'nothing');
    await put(join(root, 'cat', 'B.PNG'), png);
    await put(join(root, 'cat', 'scan.tif'), 'x');
    await put(join(root, 'cat', 'more', 'c.png'), png);
    await put(join(root, 'loose.png'), png);
    await put(join(root, 'dog', 'lfs.png'), 'version https://git-lfs.github.com/spec/v1');
    await symlink('/nowhere/at/all.png', join(root, 'dog', 'lost.png'));
    const found = await messages(root);
    expect(found).toEqual([
      "warning: 1 of 6 images checked can't be used: dog/lfs.png is a placeholder of Git LFS, not the image.",
      'warning: 1 class folder holds no images: empty.',
      'warning: 1 image lies beside the class folders and is left out.',
      'warning: Folders within class folders are left out, e.g. cat/more.',
      'warning: 1 file has a format that the lab does not read: .tif.',
      'warning: 1 link leads nowhere: dog/lost.png.',
      'info: Each class holds 3 images.',
      'info: Endings are written in different ways, all of them read: .PNG, .png.',
      'info: 1 entry is a link; links are followed.',
    ]);
    expect((await inspectFolder(root)).usable).toBe(true);
  });

  it('points to the folder above when it is given the folder of one class', async () => {
    const root = await writeImageFolder(join(base, 'deep'), ['cat', 'dog']);
    const report = await inspectFolder(join(root, 'cat'));
    expect(report).toMatchObject({ usable: false, suggestions: [root] });
    expect(report.findings[0]?.message).toContain('folder of one class');
  });

  it('takes a folder of corrupted images as what it is, and says what is missing', async () => {
    const root = join(base, 'stored');
    for (const shift of ['fog/1', 'fog/2', 'snow/5']) await writeImageFolder(join(root, shift), ['cat', 'dog'], 1);
    const report = await inspectFolder(root);
    expect(report).toMatchObject({ path: root, usable: true, images: 2, suggestions: [] });
    expect(report.stored).toEqual([
      { corruption: 'snow', severity: 5 },
      { corruption: 'fog', severity: 1 },
      { corruption: 'fog', severity: 2 },
    ]);
    expect(await messages(root)).toEqual([
      'info: The images are corrupted already, as those of ImageNet-C: 2 corruptions, 3 folders of images.',
      'info: 2 of the 15 test corruptions are there: snow, fog.',
      'info: Severities are missing: snow (1, 2, 3, 4), fog (3, 4, 5).',
      'info: None of the 4 validation corruptions is there.',
      'info: Each class holds 1 image.',
      'info: All shifts hold the same images.',
    ]);
  });

  it('points to the folders below when it is too high', async () => {
    const root = join(base, 'high');
    for (const severity of ['1', '5']) await writeImageFolder(join(root, 'photos', severity), ['cat', 'dog'], 1);
    const report = await inspectFolder(root);
    expect(report.usable).toBe(false);
    expect(report.suggestions).toEqual([join(root, 'photos', '1'), join(root, 'photos', '5')]);
    expect((await inspectFolder(report.suggestions[0]!)).usable).toBe(true);
  });

  it('says what a file, an archive and an empty folder are, and finds the dataset around a file', async () => {
    const root = await writeImageFolder(join(base, 'around'), ['cat', 'dog']);
    const report = await inspectFolder(join(root, 'cat', '0.png'));
    expect(report.suggestions).toEqual([root]);
    expect(report.findings[0]?.message).toContain('is a file, not a folder');
    await put(join(base, 'packed', 'val.tar'), 'x');
    expect((await messages(join(base, 'packed')))[0]).toContain('1 archive');
    await put(join(base, 'void', '.hidden'), 'x');
    expect((await messages(join(base, 'void')))[0]).toBe('error: void is empty.');
  });

  it('is not taken in by files that only have the name of an image', async () => {
    await put(join(base, 'fake', 'cat', 'a.jpg'), '<!DOCTYPE html><html>');
    await put(join(base, 'fake', 'dog', 'b.jpg'), '');
    expect((await messages(join(base, 'fake')))[0]).toBe(
      'error: None of 2 images checked is valid: cat/a.jpg is a web page, not an image.',
    );
  });

  it('looks into more images of each class where there are few classes', async () => {
    const root = await writeImageFolder(join(base, 'few'), ['cat', 'dog'], 15);
    await put(join(root, 'dog', 'late.png'), 'GIF89a');
    expect(await messages(root)).toContain(
      "warning: 1 of 31 images checked can't be used: dog/late.png is a GIF file, which is not read.",
    );
  });

  it('says what classes numbers are where it could be otherwise', async () => {
    const upTo10 = Array.from({ length: 11 }, (_, label) => String(label));
    const root = await writeImageFolder(join(base, 'numbers'), upTo10, 1);
    expect((await inspectFolder(root)).classes.map(({ name }) => name)).toEqual(upTo10);
    expect(await messages(root)).toContainEqual(expect.stringContaining('each is the class of its number'));
    const padded = await writeImageFolder(join(base, 'padded'), ['00', '01']);
    expect((await messages(padded)).some((text) => text.includes('number'))).toBe(false);
  });

  it('stops counting when time is up, and says so', async () => {
    const root = await writeImageFolder(join(base, 'large'), ['a', 'b', 'c'], 1);
    const report = await inspectFolder(root, { limits: { milliseconds: -1, checks: 4 } });
    expect(report).toMatchObject({ usable: true, images: 1, complete: false });
    expect(report.findings[0]?.message).toBe('Not everything was counted in time: 1 of 3 class folders.');
  });

  it.skipIf(process.getuid?.() === 0)('says when it may not look into a folder', async () => {
    const root = await writeImageFolder(join(base, 'closed'), ['a'], 1);
    await chmod(root, 0);
    expect((await messages(root))[0]).toContain('permission denied');
    await chmod(root, 0o755);
  });

  it('refuses paths that make no sense', async () => {
    await expect(inspectFolder('images')).rejects.toMatchObject({ code: 'bad-input' });
    await expect(inspectFolder(join(base, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectFolder, type InspectOptions } from '../../../../src-main/data/folder/inspect.ts';
import { benchmarkClasses } from '../../../../src-main/data/imagenet/classes.ts';
import { allCorruptionNames, corruptionNames } from '../../../../src-shared/corruptions.ts';
import type { FolderReport } from '../../../../src-shared/api/data.ts';
import { plainPng, put, writeImageFolder } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('benchmarks');
const wnids = benchmarkClasses('imagenet').slice(0, 10);
let png: Buffer;
beforeAll(async () => {
  png = await plainPng(1, 4);
});

/** `<root>/<shift>/<wnid>/<i>.png` for all shifts and ten classes. */
async function writeShifts(root: string, shifts: readonly string[], images = 2): Promise<string> {
  for (const shift of shifts) {
    for (const wnid of wnids) {
      await mkdir(join(root, shift, wnid), { recursive: true });
      for (let i = 0; i < images; i++) await writeFile(join(root, shift, wnid, `${i}.png`), png);
    }
  }
  return root;
}

const messagesOf = ({ findings }: FolderReport): string[] =>
  findings.map(({ level, message }) => `${level}: ${message}`);
const messages = async (folder: string, options?: InspectOptions) => messagesOf(await inspectFolder(folder, options));

describe('a folder of ImageNet-C', () => {
  let root: string;
  beforeAll(async () => {
    const levels = ['3', '5'];
    root = await writeShifts(
      join(base, 'c'),
      allCorruptionNames.flatMap((name) => levels.map((level) => `${name}/${level}`)),
      1,
    );
  });

  it('is recognised, with the names of its classes', async () => {
    const report = await inspectFolder(root);
    expect(report).toMatchObject({ usable: true, benchmark: 'imagenet-c', images: 10, complete: false });
    expect(report.recognised?.benchmark).toBe('imagenet-c');
    expect(report.classes[0]).toEqual({ name: 'n01440764', title: 'tench', images: 1 });
    expect(report.stored).toHaveLength(38);
    expect(messagesOf(report)).toEqual([
      'info: The images are corrupted already, as those of ImageNet-C: 19 corruptions, 38 folders of images.',
      'info: Of each corruption there is severity 3, 5 only.',
      expect.stringMatching(/^info: 990 of 1,000 class folders are missing/),
      'info: A subset: 10 of 50,000 images of ImageNet-C are there.',
      'info: Each class holds 1 image.',
      'info: All shifts hold the same images (8 of 10 class folders of each were compared).',
    ]);
    expect(await inspectFolder(root, { thorough: true })).toMatchObject({ complete: true });
  });

  it('is looked at as another benchmark, or none, where that is asked for', async () => {
    expect(await inspectFolder(root, { benchmark: null })).toMatchObject({
      usable: true,
      benchmark: null,
      recognised: { benchmark: 'imagenet-c' },
    });
    const report = await inspectFolder(root, { benchmark: 'imagenet-a' });
    expect(report).toMatchObject({ usable: true, benchmark: 'imagenet-a', images: 1 });
    expect(messagesOf(report)[0]).toContain('9 folders are no class of ImageNet-A and left out');
  });

  it('reports corruption, severity and image of what is missing', async () => {
    const present = corruptionNames.filter((name) => name !== 'frost');
    const damaged = await writeShifts(
      join(base, 'damaged'),
      present.flatMap((name) => ['1', '2', '3', '4', '5'].map((level) => `${name}/${level}`)),
    );
    await rm(join(damaged, 'fog', '2'), { recursive: true });
    await rm(join(damaged, 'snow', '3', wnids[0]!, '1.png'));
    await rm(join(damaged, 'snow', '4', wnids[3]!), { recursive: true });
    await rm(join(damaged, 'contrast', '1'), { recursive: true });
    await mkdir(join(damaged, 'contrast', '1'));
    await put(join(damaged, 'speckle-noise', 'x.txt'), '');
    const report = await inspectFolder(damaged, { thorough: true });
    expect(report.stored).toHaveLength(14 * 5 - 2);
    const found = messagesOf(report).filter((text) => !text.startsWith('info'));
    expect(found).toEqual([
      'warning: 1 of the 15 test corruptions is missing: frost.',
      'warning: Severities are missing: fog (2), contrast (1).',
      'warning: 1 folder is no shift and left out: speckle-noise.',
      'warning: 1 folder holds no class folders: contrast/1.',
      'warning: 2 folders hold other images than gaussian_noise/1: snow/3 (1 rather than 2 images in n01440764 (tench); ' +
        '19 images in all), snow/4 (without n01491361 (tiger shark); 18 images in all).',
    ]);
    const misnamed = report.findings.find(({ message }) => message.includes('speckle-noise'));
    expect(misnamed?.hint).toBe('Perhaps they are misnamed: rename speckle-noise as speckle_noise.');
  });

  it('is compared with the first shift that is not empty', async () => {
    const folder = await writeShifts(join(base, 'first-empty'), ['fog/5', 'contrast/5']);
    await mkdir(join(folder, 'gaussian_noise', '5'), { recursive: true });
    const report = await inspectFolder(folder);
    expect(report).toMatchObject({ usable: true, images: 20 });
    expect(report.stored.map(({ corruption }) => corruption)).toEqual(['fog', 'contrast']);
    expect(messagesOf(report)).toContain('warning: 1 folder holds no class folders: gaussian_noise/5.');
  });

  it('is found from every folder in it, and from above', async () => {
    const within = [['fog'], ['fog', '5'], ['fog', '5', wnids[0]!], ['fog', '5', wnids[0]!, '0.png']];
    for (const names of within) {
      const report = await inspectFolder(join(root, ...names));
      expect(report.suggestions, names.join('/')).toEqual([root]);
      expect(report.usable).toBe(names.length === 2);
    }
    const [severity] = await messages(join(root, 'fog', '5'));
    expect(severity).toBe('warning: These are images of fog/5 only, and the lab would corrupt them once more.');
    expect(await inspectFolder(join(root, 'fog', '5'))).toMatchObject({ benchmark: null, recognised: null });
    const above = await inspectFolder(base);
    expect(above.usable).toBe(false);
    expect(above.suggestions).toContain(root);
    expect(await inspectFolder(join(root, 'fog', '5'), { corrupted: true })).toMatchObject({
      usable: false,
      suggestions: [root],
    });
  });

  it('is not whole in the folders that its archives are easily unpacked to', async () => {
    const parts = join(base, 'parts');
    await writeShifts(join(parts, 'noise'), ['gaussian_noise/5']);
    await writeShifts(join(parts, 'weather'), ['fog/5']);
    const report = await inspectFolder(parts);
    expect(report.suggestions).toEqual([join(parts, 'noise'), join(parts, 'weather')]);
    expect(report.findings[0]?.hint).toBe(
      'The corruptions lie in several folders: move or link them into one, side by side.',
    );
  });
});

describe('links', () => {
  it('are followed, to files and folders', async () => {
    const real = await writeImageFolder(join(base, 'real'), ['cat', 'dog'], 2);
    const linked = join(base, 'linked');
    await mkdir(join(linked, 'emu'), { recursive: true });
    await symlink(join(real, 'cat'), join(linked, 'cat'));
    await symlink(join(real, 'dog', '0.png'), join(linked, 'emu', '0.PNG'));
    expect(await inspectFolder(linked)).toMatchObject({ usable: true, images: 3, findings: expect.any(Array) as [] });
    expect(await messages(linked)).toContain('info: 2 entries are links; links are followed.');
  });

  it('in circles, to the same folder or to nowhere come to an end', async () => {
    const root = await writeImageFolder(join(base, 'circles'), ['cat', 'dog'], 1);
    await symlink(root, join(root, 'loop'));
    await symlink(join(root, 'self'), join(root, 'self'));
    await symlink(join(root, 'cat'), join(root, 'kitty'));
    const found = await messages(root);
    expect(found).toContain(
      'warning: cat, kitty are the same folder by a link, so its images are counted for each of them.',
    );
    expect(found).toContain('warning: 2 links lead nowhere: self, loop/self.');
    expect(found).toContain('warning: 1 class folder holds no images: loop.');
    const above = join(base, 'above-circles');
    await mkdir(above);
    await symlink(above, join(above, 'loop'));
    expect(await inspectFolder(above)).toMatchObject({ usable: false, suggestions: [] });
  });

  it('that all lead nowhere, as to a drive that is not there, are counted', async () => {
    const root = join(base, 'farm');
    await mkdir(join(root, 'cat'), { recursive: true });
    for (let i = 0; i < 9; i++) await symlink(`/nowhere/${i}.jpg`, join(root, 'cat', `${i}.jpg`));
    await put(join(root, 'dog', '0.png'), png);
    expect(await messages(root)).toContainEqual(
      expect.stringMatching(/^warning: 9 links lead nowhere: cat\/\d\.jpg, .* and 6 more\.$/),
    );
  });
});

describe('the validation set of ImageNet', () => {
  it('needs class folders', async () => {
    const root = join(base, 'flat');
    for (const name of ['ILSVRC2012_val_00000001.JPEG', 'ILSVRC2012_val_00000002.JPEG'])
      await put(join(root, name), png);
    const [finding] = (await inspectFolder(root)).findings;
    expect(finding?.message).toBe('2 images lie directly in flat, not in one folder per class.');
    expect(finding?.hint).toContain('ILSVRC2012_validation_ground_truth.txt');
  });

  it('is distinguished from the training set, which can serve as source', async () => {
    const root = join(base, 'imagenet', 'val');
    for (const wnid of wnids) await put(join(root, wnid, `${wnid}_12.JPEG`), png);
    expect(await inspectFolder(root)).toMatchObject({ benchmark: null });
    expect(await messages(root)).toContainEqual(expect.stringContaining('can serve as source images'));
  });
});

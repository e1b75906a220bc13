import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { countImages } from '../../../../src-main/data/count-images.ts';
import { openImages } from '../../../../src-main/data/datasets.ts';
import { inspectFolder } from '../../../../src-main/data/folder/inspect.ts';
import { listFolder } from '../../../../src-main/data/folder/scan.ts';
import { imagenetClasses } from '../../../../src-main/data/imagenet/classes.ts';
import { plainPng, put } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/*
 * The first images of ImageNet's validation set as three published lists have them: the devkit's with its numbers, Caffe's
 * val.txt with the order of WordNet ids, TensorFlow's with the ids; then the last five.
 */
const devkit = [490, 361, 171, 822, 297, 482, 13, 704, 599, 164, 649, 11, 73, 286, 554, 6, 648, 399, 749, 545];
const caffe = [65, 970, 230, 809, 516, 57, 334, 415, 674, 332, 109, 286, 370, 757, 595, 147, 108, 23, 478, 517];
const last = [10, 495, 128, 848, 186];
const lastWnids = ['n02123394', 'n01630670', 'n02106166', 'n10148035', 'n02437616'];
const wnids = imagenetClasses().map(({ wnid }) => wnid);

const nameOf = (number: number): string => `ILSVRC2012_val_${String(number).padStart(8, '0')}.JPEG`;
const png = await plainPng(1);
const base = temporaryFolder('flat');
let sets = 0;
let root: string;

const write = (name: string, content: string): void => {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};
const list = (name: string, lines: readonly unknown[]): void => write(name, `${lines.join('\n')}\n`);

/** All 50,000 lines, of which the first and the last are known. */
const whole = (start: readonly unknown[], end: readonly unknown[], other: unknown): unknown[] => [
  ...start,
  ...Array<unknown>(50_000 - start.length - end.length).fill(other),
  ...end,
];

async function images(...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await put(join(root, 'val', nameOf(number)), png);
}

const labelled = async (): Promise<Record<string, string>> => {
  const { files, labels, classNames } = await listFolder(join(root, 'val'));
  return Object.fromEntries(files.map((file, i) => [file, classNames[labels[i]!]!]));
};

const expected = Object.fromEntries(caffe.map((label, i) => [nameOf(i + 1), wnids[label]]));

beforeEach(async () => {
  root = join(base, `set-${sets++}`);
  await images(...caffe.keys().map((i) => i + 1));
});

describe('the numbers of the devkit', () => {
  it('are one each of the classes, in an order of their own', () => {
    const numbers = imagenetClasses().map(({ devkitNumber }) => devkitNumber);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    const byNumber = new Map(imagenetClasses().map(({ devkitNumber, wnid }) => [devkitNumber, wnid]));
    expect(devkit.map((number) => byNumber.get(number))).toEqual(caffe.map((label) => wnids[label]));
    expect(last.map((number) => byNumber.get(number))).toEqual(lastWnids);
  });
});

describe('flat validation images', () => {
  const lists: readonly (readonly [name: string, lines: () => readonly unknown[]])[] = [
    ['val/ILSVRC2012_validation_ground_truth.txt', () => whole(devkit, last, 7)],
    ['ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt', () => whole(devkit, last, 7)],
    ['val/ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt', () => whole(devkit, last, 7)],
    ['ILSVRC2012_validation_ground_truth.txt', () => devkit],
    [
      'imagenet_2012_validation_synset_labels.txt',
      () =>
        whole(
          caffe.map((label) => wnids[label]),
          lastWnids,
          wnids[3],
        ),
    ],
    ['val.txt', () => caffe.map((label, i) => `${nameOf(i + 1)} ${label}`)],
    ['meta/val.txt', () => caffe.map((label, i) => `val/${nameOf(i + 1)}\t${label}`)],
    ['val/val.txt', () => caffe.map((label, i) => `${nameOf(i + 1)} ${wnids[label]}`).reverse()],
    [
      'LOC_val_solution.csv',
      () => [
        'ImageId,PredictionString',
        ...caffe.map((label, i) => `${nameOf(i + 1).replace('.JPEG', '')},${wnids[label]} 85 1 499 272`),
      ],
    ],
  ];

  it.each(lists)('take their classes from %s', async (name, lines) => {
    list(name, lines());
    expect(await labelled()).toEqual(expected);
  });

  it('are those in class folders, in the same order under the same names', async () => {
    list(
      'val.txt',
      caffe.map((label, i) => `${nameOf(i + 1)} ${label}`),
    );
    for (const [i, label] of caffe.entries()) await put(join(root, 'sorted', wnids[label]!, nameOf(i + 1)), png);
    const [flat, sorted] = await Promise.all(
      ['val', 'sorted'].map((folder) =>
        openImages({ kind: 'folder', path: join(root, folder), benchmark: 'imagenet' }),
      ),
    );
    const facts = ({ count, fingerprint, classNames, idOf, labelOf }: typeof flat & object) => ({
      fingerprint,
      classNames,
      images: Array.from({ length: count }, (_, index) => [idOf(index), labelOf(index)]),
    });
    expect(facts(flat!)).toEqual(facts(sorted!));
    expect(flat!.count).toBe(caffe.length);
    const { findings } = await inspectFolder(join(root, 'sorted'));
    expect(findings.map(({ message }) => message).join(' ')).not.toContain('lie directly in');
  });

  it('have all classes of the list, also those without an image here', async () => {
    list('ILSVRC2012_validation_ground_truth.txt', whole(devkit, last, 7));
    rmSync(join(root, 'val', nameOf(3)));
    const config = { kind: 'folder', path: join(root, 'val') } as const;
    expect(await countImages(config)).toMatchObject({ images: 19, classNames: wnids, empty: [] });
    expect((await listFolder(join(root, 'val'))).labels).not.toContain(caffe[2]);
  });

  it('are recognised, with the source of their classes', async () => {
    list(
      'val.txt',
      caffe.map((label, i) => `${nameOf(i + 1)} ${label}`),
    );
    await put(join(root, 'val', nameOf(4)), '<!DOCTYPE html>');
    const report = await inspectFolder(join(root, 'val'));
    expect(report).toMatchObject({ usable: true, images: 20, benchmark: 'imagenet', stored: [] });
    expect(report.classes).toContainEqual({ name: wnids[65], images: 1, title: 'sea snake' });
    const said = report.findings.map(({ message }) => message);
    expect(said).toContain(`The images lie in one folder; ${join(root, 'val.txt')} lists their classes.`);
    expect(said).toContainEqual(
      expect.stringContaining('20 of 50,000 images of the ImageNet validation set are there'),
    );
    expect(said).toContainEqual(expect.stringContaining(`${nameOf(4)} is a web page, not an image`));
    expect(said.join(' ')).not.toMatch(/left out|lie directly in/);
  });

  it("take TinyImageNet's list, with the classes that it names", async () => {
    for (const i of [0, 1]) await put(join(root, 'tiny', 'val', 'images', `val_${i}.JPEG`), png);
    list('tiny/val/val_annotations.txt', ['val_0.JPEG\tn03444034\t0\t32\t44\t62', 'val_1.JPEG\tn02123045\t0\t0\t9\t9']);
    const { classNames, labels, paths } = await listFolder(join(root, 'tiny', 'val', 'images'));
    expect(classNames).toEqual(['n02123045', 'n03444034']);
    expect([paths, [...labels]]).toEqual([
      ['n02123045/val_1.JPEG', 'n03444034/val_0.JPEG'],
      [0, 1],
    ]);
  });
});

describe('a list that does not fit', () => {
  const pairs = caffe.map((label, i) => `${nameOf(i + 1)} ${label}`);
  it.each([
    [
      'of another length',
      'ILSVRC2012_validation_ground_truth.txt',
      whole(devkit, last, 7).slice(1),
      /has 49,999 lines for 20 images/,
    ],
    [
      'with a number of no class',
      'ILSVRC2012_validation_ground_truth.txt',
      whole(devkit, last, 1001),
      /has the class 1001 in line 21, which ImageNet does not have/,
    ],
    ['counted from 0', 'ILSVRC2012_validation_ground_truth.txt', whole(devkit, last, 0), /has the class 0 in line 21/],
    [
      'of numbers without names',
      'val.txt',
      devkit,
      /has numbers without names of images, so it is not known what they count/,
    ],
    [
      'without some images',
      'val.txt',
      pairs.slice(2),
      /does not name ILSVRC2012_val_00000001\.JPEG, ILSVRC2012_val_00000002\.JPEG\./,
    ],
    [
      'with an unknown class',
      'val.txt',
      [...pairs, `${nameOf(21)} sea_snake`],
      /has sea_snake in line 21, which is no WordNet id/,
    ],
    ['of mixed forms', 'val.txt', [...pairs, '7'], /is of another form in line 21 than before/],
    ['without a line', 'val.txt', [], /lists no image\./],
  ])('%s', async (_, name, lines, says) => {
    list(name, lines);
    const folder = join(root, 'val');
    const problem = await listFolder(folder).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'bad-input', message: expect.stringMatching(says) as string });
    const { message } = problem as Error;
    expect(message.startsWith(join(root, name))).toBe(true);
    await expect(countImages({ kind: 'folder', path: folder })).rejects.toThrow(message);
    const report = await inspectFolder(folder);
    expect(report).toMatchObject({ usable: false, images: 0 });
    expect(report.findings.map((finding) => finding.message)).toEqual([message]);
  });

  it('is missed, with a hint where to put it', async () => {
    await expect(listFolder(join(root, 'val'))).rejects.toMatchObject({
      message: expect.stringContaining('holds no images in class folders') as string,
      hint: expect.stringContaining('ILSVRC2012_validation_ground_truth.txt') as string,
    });
  });

  it('is of the validation set only', async () => {
    await put(join(root, 'val', 'holiday.png'), png);
    list('ILSVRC2012_validation_ground_truth.txt', whole(devkit, last, 7));
    await expect(listFolder(join(root, 'val'))).rejects.toThrow('of which holiday.png is no image');
  });
});

import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LabError } from '../../../../src-shared/errors.ts';
import { arrayShifts, readArraySet } from '../../../../src-main/data/arrays/array-set.ts';
import { countImages } from '../../../../src-main/data/count-images.ts';
import { openDataset } from '../../../../src-main/data/datasets.ts';
import { inspectFolder } from '../../../../src-main/data/folder/inspect.ts';
import { arrayPixels, writeArraySet } from '../../../support/array-set.ts';
import { writeNpy } from '../../../support/npy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const base = temporaryFolder('array-set');
let sets = 0;
const fresh = (): string => join(base, `set-${sets++}`);

describe('a folder of arrays', () => {
  it('has five severities of each corruption, those of ImageNet-C first, and clean images where they are given', async () => {
    const root = writeArraySet(fresh(), { corruptions: ['waves', 'fog', 'gaussian_noise'], clean: 'original' });
    const set = await readArraySet(root);
    expect(set).toMatchObject({ count: 6, clean: 'original', corruptions: ['gaussian_noise', 'fog', 'waves'] });
    expect([...set.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(arrayShifts(set)).toHaveLength(1 + 3 * 5);
    expect(arrayShifts(set)[0]).toEqual({ corruption: 'gaussian_noise', severity: 1 });
    expect(arrayShifts(set).at(-1)).toEqual({ corruption: 'clean', severity: 0 });
  });

  it('takes labels of one severity, and class names from a list', async () => {
    const root = writeArraySet(fresh());
    writeNpy(join(root, 'labels.npy'), BigInt64Array.from([0n, 1n, 2n, 0n, 1n, 2n]), { descr: '<i8', shape: '(6,)' });
    expect((await readArraySet(root)).classNames).toEqual(['0', '1', '2']);
    writeFileSync(join(root, 'classnames.txt'), 'cat\r\nmaple tree\nemu\nyak\n');
    expect((await readArraySet(root)).classNames).toEqual(['cat', 'maple tree', 'emu', 'yak']);
  });

  it('leaves out arrays of something else, and says so', async () => {
    const root = writeArraySet(fresh());
    writeNpy(join(root, 'features.npy'), new Float32Array(12), { descr: '<f4', shape: '(6, 2)' });
    expect((await readArraySet(root)).corruptions).toEqual(['snow', 'fog']);
    const { usable, findings, images, stored, classes } = await inspectFolder(root);
    expect({ usable, images, stored: stored.length }).toEqual({ usable: true, images: 6, stored: 10 });
    expect(classes).toEqual(['0', '1', '2'].map((name) => ({ name, images: 2 })));
    expect(findings[0]).toMatchObject({ level: 'warning', message: expect.stringContaining('features.npy') as string });
    expect(findings.map(({ message }) => message).join(' ')).toMatch(
      /2 of the 15 test corruptions.*8×8 pixels: 6 images/,
    );
  });
});

type Damage = readonly [what: string, says: RegExp, damage: (root: string) => void];

const write = (root: string, name: string, numbers: NodeJS.ArrayBufferView, shape: string, descr = '|u1'): void => {
  writeNpy(join(root, name), numbers, { shape, descr });
};

const damages: readonly Damage[] = [
  [
    'labels of another number',
    /labels\.npy holds 29 labels for 30 images \(6 of each severity\)/,
    (root) => write(root, 'labels.npy', new Uint8Array(29), '(29,)'),
  ],
  [
    'labels that differ between severities',
    /gives image 1 the label 2 at severity 3, but 1 at severity 1/,
    (root) =>
      write(
        root,
        'labels.npy',
        Uint8Array.from({ length: 30 }, (_, i) => (i === 13 ? 2 : (i % 6) % 3)),
        '(30,)',
      ),
  ],
  [
    'a negative label',
    /holds the label -1 at position 2; labels count from 0/,
    (root) => write(root, 'labels.npy', Int32Array.from([0, 1, -1, 0, 1, 2]), '(6,)', '<i4'),
  ],
  [
    'a label without a class',
    /label 2 at position 2; there are 2 classes, 0 to 1/,
    (root) => writeFileSync(join(root, 'classnames.txt'), 'cat\ndog\n'),
  ],
  [
    'a class named twice',
    /classnames\.txt names cat again in line 3/,
    (root) => writeFileSync(join(root, 'classnames.txt'), 'cat\ndog\ncat\n'),
  ],
  [
    'fractions as labels',
    /labels\.npy holds 0\.5 at position 1/,
    (root) => write(root, 'labels.npy', Float64Array.from([0, 0.5, 1, 0, 1, 2]), '(6,)', '<f8'),
  ],
  [
    'floats',
    /fog\.npy holds numbers of the kind <f4, but images are of whole numbers from 0 to 255/,
    (root) => write(root, 'fog.npy', new Float32Array(30 * 192), '(30, 8, 8, 3)', '<f4'),
  ],
  [
    'big-endian numbers',
    /fog\.npy holds numbers of the kind >u2/,
    (root) => write(root, 'fog.npy', new Uint16Array(30 * 192), '(30, 8, 8, 3)', '>u2'),
  ],
  [
    'channels first',
    /fog\.npy has its channels first, in the shape \(30, 3, 8, 8\)/,
    (root) => write(root, 'fog.npy', new Uint8Array(30 * 192), '(30, 3, 8, 8)'),
  ],
  [
    'grey images',
    /fog\.npy has the shape \(30, 8, 8, 1\), not that of colour images/,
    (root) => write(root, 'fog.npy', new Uint8Array(30 * 64), '(30, 8, 8, 1)'),
  ],
  [
    'Fortran order',
    /fog\.npy has its numbers in Fortran order/,
    (root) => writeNpy(join(root, 'fog.npy'), new Uint8Array(30 * 192), { shape: '(30, 8, 8, 3)', fortran: true }),
  ],
  ['a file cut short', /fog\.npy ends before its last number/, (root) => truncateSync(join(root, 'fog.npy'), 3000)],
  [
    'something else',
    /fog\.npy is no \.npy file/,
    (root) => writeFileSync(join(root, 'fog.npy'), '<!DOCTYPE html><title>Not found</title>'),
  ],
  [
    'a number that is no five severities',
    /snow\.npy holds 31 images, which can't be five severities/,
    (root) => {
      for (const name of ['fog.npy', 'snow.npy']) write(root, name, new Uint8Array(31 * 192), '(31, 8, 8, 3)');
    },
  ],
  [
    'corruptions of different length',
    /snow\.npy holds 30 images and fog\.npy 25/,
    (root) => write(root, 'fog.npy', new Uint8Array(25 * 192), '(25, 8, 8, 3)'),
  ],
  [
    'clean images of another number',
    /clean\.npy holds 5 images, but each severity of snow\.npy has 6/,
    (root) => write(root, 'clean.npy', new Uint8Array(5 * 192), '(5, 8, 8, 3)'),
  ],
  [
    'two files of clean images',
    /clean images twice: clean\.npy and original\.npy/,
    (root) => {
      for (const name of ['clean.npy', 'original.npy']) write(root, name, arrayPixels(0, 6, 8), '(6, 8, 8, 3)');
    },
  ],
];

describe('arrays that are not right', () => {
  it.each(damages)('%s', async (_, says, damage) => {
    const root = writeArraySet(fresh());
    damage(root);
    const problem = await readArraySet(root).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'bad-input', message: expect.stringMatching(says) as string });
    // The same sentence wherever the folder is used, before anything is computed.
    const { message } = problem as LabError;
    const config = { kind: 'folder', path: root, corrupted: true } as const;
    await expect(openDataset(config)).rejects.toThrow(message);
    await expect(countImages(config)).rejects.toThrow(message);
    const { usable, findings, images, stored } = await inspectFolder(root);
    expect({ usable, images, stored, findings: findings.map((finding) => finding.message) }).toEqual({
      usable: false,
      images: 0,
      stored: [],
      findings: [message],
    });
    expect(message).toMatch(/^[^\n]+\.$/);
  });

  it('without labels', async () => {
    const root = writeArraySet(fresh());
    writeFileSync(join(root, 'labels.npy'), '');
    await expect(readArraySet(root)).rejects.toThrow('labels.npy ends before its last number');
    const bare = fresh();
    writeArraySet(bare);
    const { rmSync } = await import('node:fs');
    rmSync(join(bare, 'labels.npy'));
    await expect(readArraySet(bare)).rejects.toThrow(`${bare} has no labels.npy.`);
    expect((await inspectFolder(bare)).findings[0]).toMatchObject({
      level: 'error',
      message: `${bare} has no labels.npy.`,
    });
  });

  it('without the images that are asked for', async () => {
    const clean = writeArraySet(fresh(), { corruptions: [], clean: 'clean' });
    await expect(openDataset({ kind: 'folder', path: clean, corrupted: true })).rejects.toThrow('only clean ones');
    const corrupted = writeArraySet(fresh());
    await expect(openDataset({ kind: 'folder', path: corrupted })).rejects.toThrow(
      'has no clean images, only corrupted ones.',
    );
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeArraySet } from '../../scripts/fixture-imagenet/array-set.ts';
import { fixtureDefaults } from '../../scripts/fixture-imagenet/options.ts';
import { NpyFile, readWholeNumbers } from '../../src-main/data/npy.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { unpackRecords } from '../../src-shared/metrics/image-records.ts';
import { labHere } from '../support/cli-here.ts';
import { put } from '../support/image-folder.ts';
import { writeNpy } from '../support/npy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = temporaryFolder('array-run');
const dataDir = path.join(root, 'lab');
const arrays = path.join(root, 'cifar-10-c');
const folder = path.join(root, 'folder');
const images = 24;
const severity = 3;
const side = 32;

const orderFile = (name: string, indices: readonly number[]): string =>
  writeNpy(path.join(root, `${name}.npy`), Int32Array.from(indices), { descr: '<i4', shape: `(${indices.length},)` });

/** The images of one severity as files in folders `0` to `9`. @returns the place of each in the order of paths */
async function writeFolder(): Promise<number[]> {
  const labels = (await readWholeNumbers(path.join(arrays, 'labels.npy'))).slice(0, images);
  const file = await NpyFile.open(path.join(arrays, 'fog.npy'));
  const names: string[] = [];
  for (const [image, label] of labels.entries()) {
    const raw = { width: side, height: side, channels: 3 } as const;
    const png = await sharp(await file.rows((severity - 1) * images + image, 1), { raw })
      .png()
      .toBuffer();
    names.push(`${label}/${String(image).padStart(4, '0')}.png`);
    await put(path.join(folder, 'fog', String(severity), names[image]!), png);
  }
  await file.close();
  const sorted = names.toSorted();
  return names.map((name) => sorted.indexOf(name));
}

let places: number[];
beforeAll(async () => {
  const fixture = { ...fixtureDefaults, folder: root, arrayImages: images, corruptions: ['fog'] as const };
  await makeArraySet({ ...fixture, sourceImages: 64 });
  places = await writeFolder();
}, 60_000);

/** Predictions of a run, image by image in the order of its stream, and its accuracy. */
async function predictions(method: string, corruption: string, ...data: readonly string[]) {
  const { out, err, code } = await labHere(
    ...['run', '--data-dir', dataDir, '--json', '--model', 'quickstart', '--mgg', 'quickstart', '--method', method],
    ...['--corruption', corruption, '--severity', String(severity), '--batch-size', '8', '--engine', 'onnx-cpu'],
    ...['--threads', '1', ...data],
  );
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  const { id, summary } = JSON.parse(out) as { id: string; summary: { averageTop1: number } };
  const store = openStore(path.join(dataDir, 'lab.sqlite'));
  try {
    const { index, ...figures } = unpackRecords(store.imagesOf(id, 0));
    return { index: [...index], figures, accuracy: summary.averageTop1 };
  } finally {
    store.close();
  }
}

const first = Array.from({ length: images }, (_, index) => index);

describe('a run on arrays', () => {
  it('predicts and adapts as on the same images painted and in folders, to the last digit', async () => {
    const order = ['--order-file', orderFile('first', first)];
    const fromArrays = await predictions('tent', 'fog', '--dataset', arrays, '--corrupted', ...order);
    expect(fromArrays.index).toEqual(first);

    const painted = await predictions('tent', 'fog', '--split', 'test', ...order);
    expect(fromArrays).toEqual(painted);

    const inFolders = ['--dataset', folder, '--corrupted', '--order-file', orderFile('places', places)];
    expect(await predictions('tent', 'fog', ...inFolders)).toEqual({ ...painted, index: places });
  });

  it('has the accuracy of a model that knows the classes, with clean arrays for source statistics', async () => {
    const source = ['--source', path.join(root, 'cifar-10-train')];
    const { accuracy, figures } = await predictions(
      'mgtta',
      'clean,fog',
      '--dataset',
      arrays,
      '--corrupted',
      ...source,
    );
    expect(accuracy).toBeGreaterThan(0.65);
    expect(new Set(figures.label).size).toBeGreaterThan(5);
  });

  it('on broken arrays says so and computes nothing', async () => {
    const broken = path.join(root, 'broken');
    await put(path.join(broken, 'fog.npy'), readFileSync(path.join(arrays, 'fog.npy')).subarray(0, 5000));
    await put(path.join(broken, 'labels.npy'), readFileSync(path.join(arrays, 'labels.npy')));
    const run = ['run', '--data-dir', dataDir, '--model', 'quickstart', '--method', 'noadapt', '--corruption', 'fog'];
    const { code, err } = await labHere(...run, '--dataset', broken, '--corrupted');
    expect(code).not.toBe(0);
    expect(err).toContain(`${path.join(broken, 'fog.npy')} ends before its last number.`);
    const listed = await labHere('runs', '--data-dir', dataDir, '--json');
    expect(listed.out).not.toContain(broken);
  });
});

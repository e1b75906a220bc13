import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFixture } from '../../scripts/fixture-imagenet/make-fixture.ts';
import { openImages } from '../../src-main/data/datasets.ts';
import { imagenetClasses } from '../../src-main/data/imagenet/classes.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { unpackRecords } from '../../src-shared/metrics/image-records.ts';
import { labHere } from '../support/cli-here.ts';
import { put } from '../support/image-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = temporaryFolder('folder-forms');
const dataDir = path.join(root, 'lab');
const domains = path.join(root, 'domains');
const shifts = path.join(root, 'shifts');
const v2 = path.join(root, 'imagenetv2-matched-frequency-format-val');
const garments = 24;

beforeAll(
  () =>
    makeFixture({
      folder: root,
      sets: ['imagenet-v2', 'shifts', 'domains'],
      classes: 6,
      imagesPerClass: 2,
      sourceImages: 2,
      arrayImages: garments,
      trainingPictures: 60,
      trainingClasses: 6,
      badImages: false,
    }),
  120_000,
);

interface Stream {
  readonly name: string;
  readonly accuracy: number;
  /** Label, prediction and −ln p of the right class of each image, in the order of the stream. */
  readonly images: readonly string[];
}

/** Predictions of NoAdapt in each stream. */
async function run(...flags: readonly string[]): Promise<Stream[]> {
  const { out, err, code } = await labHere(
    ...['run', '--data-dir', dataDir, '--json', '--method', 'noadapt', '--batch-size', '8'],
    ...['--engine', 'onnx-cpu', '--threads', '1', ...flags],
  );
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  const { id } = JSON.parse(out) as { id: string };
  const store = openStore(path.join(dataDir, 'lab.sqlite'));
  try {
    return store.shiftsOf(id).map(({ position, corruption, severity, summary }) => {
      const { label, prediction, nll } = unpackRecords(store.imagesOf(id, position));
      const images = Array.from(label, (own, i) => `${own} ${prediction[i]!} ${nll[i]!.toFixed(4)}`);
      return { name: `${corruption}/${severity}`, accuracy: summary!.top1!, images };
    });
  } finally {
    store.close();
  }
}

const all = Array.from({ length: garments }, (_, index) => index);
/** Predictions for garments as the lab paints them: those of the domain that shows them so, and those of the shifts. */
const painted = { domain: [] as string[], shifts: [] as string[] };
beforeAll(async () => {
  const { idOf } = await openImages({ kind: 'quickstart', split: 'test' });
  const order = path.join(root, 'order.txt');
  await put(order, [...all.map((index) => 3 * index), ...all].map(idOf).join('\n'));
  const [stream] = await run('--corruption', 'clean', '--order-file', order);
  painted.domain = stream!.images.slice(0, garments);
  painted.shifts = stream!.images.slice(garments);
}, 60_000);

const rightIn = (images: readonly string[]): number =>
  images.filter((text) => text.split(' ')[0] === text.split(' ')[1]).length;

describe('a run over domains', () => {
  it('predicts the images of each as they are, with the labels of its list of classes', async () => {
    const streams = await run('--dataset', domains, '--domains');
    expect(streams.map(({ name }) => name)).toEqual(['grey print/0', 'painted/0', 'sepia_card/0']);
    const [, own] = streams;
    expect(own!.images.toSorted()).toEqual(painted.domain.toSorted());
    expect(own!.accuracy).toBeCloseTo(rightIn(painted.domain) / garments, 12);
    expect(own!.accuracy).toBeGreaterThan(0.7);
  });

  it('is refused where one has other classes, in one sentence, and computes nothing', async () => {
    const other = path.join(root, 'other');
    await put(path.join(other, 'a', 'bag', '1.png'), '');
    await put(path.join(other, 'b', 'bag', '1.png'), '');
    await put(path.join(other, 'c', 'box', '1.png'), '');
    const flags = ['--data-dir', dataDir, '--method', 'noadapt', '--dataset', other, '--domains'];
    const { code, err } = await labHere('run', ...flags);
    expect(code).not.toBe(0);
    expect(err).toContain('The domain c has other classes than a: it lacks bag and has box besides.');
  });
});

describe('a run over shifts of free names', () => {
  it('has a stream for each, whatever its severity', async () => {
    const streams = await run(
      '--dataset',
      shifts,
      '--corrupted',
      '--corruption',
      'original,stripes/10,dimmed/2,stripes/2',
    );
    expect(streams.map(({ name }) => name)).toEqual(['original/0', 'stripes/10', 'dimmed/2', 'stripes/2']);
    expect(streams[0]!.images.toSorted()).toEqual(painted.shifts.toSorted());
    expect(streams[1]!.accuracy).toBeLessThan(streams[0]!.accuracy);
  });
});

describe('a run on ImageNet-V2', () => {
  it('predicts as on the same images in folders of wnids, most of them right', async () => {
    const byWnid = path.join(root, 'by-wnid');
    const { count, idOf } = await openImages({ kind: 'folder', path: v2, benchmark: 'imagenet-v2' });
    for (let index = 0; index < count; index++) {
      const [label = '', file = ''] = idOf(index).split('/');
      const target = path.join(byWnid, imagenetClasses()[Number(label)]!.wnid, file);
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(path.join(v2, idOf(index)), target);
    }
    const model = ['--model', path.join(root, 'models', 'vit_tiny_fixture.safetensors'), '--corruption', 'clean'];
    const [numbered] = await run('--dataset', v2, '--benchmark', 'imagenet-v2', ...model);
    const [named] = await run('--dataset', byWnid, '--benchmark', 'imagenet-classes', ...model);
    expect(numbered!.images.toSorted()).toEqual(named!.images.toSorted());
    expect(numbered!.accuracy).toBe(named!.accuracy);
    expect(new Set(numbered!.images.map((text) => text.split(' ')[0])).size).toBe(6);
    // 6 of the 12, among 1000 classes.
    expect(numbered!.accuracy).toBeGreaterThan(0.4);
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { discriminantHead } from '../../../scripts/fixture-imagenet/discriminant.ts';
import { readFlags } from '../../../scripts/fixture-imagenet/flags.ts';
import { lookOf } from '../../../scripts/fixture-imagenet/looks.ts';
import { makeFixture } from '../../../scripts/fixture-imagenet/make-fixture.ts';
import type { FixtureOptions } from '../../../scripts/fixture-imagenet/options.ts';
import { readArraySet } from '../../../src-main/data/arrays/array-set.ts';
import { openImages } from '../../../src-main/data/datasets.ts';
import { benchmarkClasses } from '../../../src-main/data/imagenet/classes.ts';
import { DatasetPictures } from '../../../src-main/data/pictures.ts';
import { loadSourceModel } from '../../../src-main/models/load-model.ts';
import { seeded } from '../../../src-shared/random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('fixture');
const folder = join(root, 'first');

const options = {
  folder,
  classes: 3,
  corruptedClasses: 2,
  imagesPerClass: 2,
  sourceImages: 5,
  corruptions: ['fog', 'jpeg_compression'],
  severities: [3, 5],
  arrayImages: 2,
  trainingPictures: 50,
  badImages: false,
} as const satisfies FixtureOptions;

beforeAll(() => makeFixture(options), 120_000);

const list = (path: string): string[] =>
  readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

function hashOf(path: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) hash.update(file.name).update(readFileSync(join(file.parentPath, file.name)));
  }
  return hash.digest('hex');
}

describe('makeFixture', () => {
  it('spreads validation images over the classes, named as they are', () => {
    const files = list('imagenet-val');
    expect(files).toHaveLength(6);
    for (const file of files) expect(file).toMatch(/^imagenet-val\/n\d{8}\/ILSVRC2012_val_000\d{5}\.JPEG$/);
    const all = benchmarkClasses('imagenet');
    expect([...new Set(files.map((file) => file.split('/')[1]))]).toEqual([0, 333, 666].map((label) => all[label]));
  });

  it('gives training images to classes all over', () => {
    const labels = list('imagenet-train').map((file) => {
      const [, folderName, name] = file.split('/');
      expect(name).toMatch(new RegExp(`^${folderName!}_\\d+\\.JPEG$`));
      return benchmarkClasses('imagenet').indexOf(folderName!);
    });
    expect(labels).toEqual([0, 200, 400, 600, 800]);
  });

  it('corrupts some of them to 224×224 JPEGs of the same names', async () => {
    const files = list('imagenet-c');
    expect(files).toHaveLength(2 * 2 * 2 * 2);
    for (const file of files) {
      const [, corruption, severity, ...rest] = file.split('/');
      expect(['fog', 'jpeg_compression']).toContain(corruption);
      expect(['3', '5']).toContain(severity);
      expect(existsSync(join(folder, 'imagenet-val', ...rest))).toBe(true);
      expect(await sharp(join(folder, file)).metadata()).toMatchObject({ format: 'jpeg', width: 224, height: 224 });
    }
  });

  it('lays the validation images flat, with a list of all classes', async () => {
    const images = list('imagenet-val').map((file) => file.split('/').slice(1).join('/'));
    const flat = await openImages({ kind: 'folder', path: join(folder, 'imagenet-val-flat', 'val') });
    expect(Array.from({ length: flat.count }, (_, i) => flat.idOf(i))).toEqual(images);
    expect(flat.classNames).toEqual(benchmarkClasses('imagenet'));
  });

  it('writes images of the quick start as arrays, as the lab paints and corrupts them', async () => {
    const path = join(folder, 'cifar-10-c');
    const set = await readArraySet(path);
    expect(set).toMatchObject({ count: 2, clean: 'clean', corruptions: ['fog', 'jpeg_compression'] });
    expect(set.classNames[0]).toBe('t-shirt');
    const [stored, painted] = await Promise.all(
      [{ kind: 'folder', path, corrupted: true } as const, { kind: 'quickstart', split: 'test' } as const].map(
        (config) => DatasetPictures.open(config),
      ),
    );
    for (const severity of [1, 5]) {
      const shift = { corruption: 'fog', severity };
      expect(await stored!.show(1, shift, 32)).toEqual(await painted!.show(1, shift, 32));
    }
    await Promise.all([stored!.close(), painted!.close()]);
    expect((await readArraySet(join(folder, 'cifar-10-train'))).count).toBe(5);
  });

  it.each([
    ['imagenet-r', /\/n\d{8}\/[a-z]+_\d\.jpg$/],
    ['imagenet-a', /\/n\d{8}\/0\.\d{6}_.+ _ .+_0\.\d{6}_\d\.jpg$/],
    ['imagenet-sketch', /\/n\d{8}\/sketch_\d\.JPEG$/],
  ] as const)('draws %s in classes of its own', (set, name) => {
    const files = list(set);
    expect(files).toHaveLength(6);
    for (const file of files) {
      expect(file).toMatch(name);
      expect(benchmarkClasses(set)).toContain(file.split('/')[1]);
    }
  });

  it('gives photographs sizes that vary, and sketches one channel', async () => {
    const sizes = await Promise.all(list('imagenet-val').map((file) => sharp(join(folder, file)).metadata()));
    expect(new Set(sizes.map(({ width, height }) => `${width}×${height}`)).size).toBeGreaterThan(1);
    expect((await sharp(join(folder, list('imagenet-sketch')[0]!)).metadata()).channels).toBe(1);
  });

  it("writes a ViT that the lab loads, with timm's names and its normalisation", async () => {
    const model = await loadSourceModel(join(folder, 'models', 'vit_tiny_fixture.safetensors'));
    expect(model).toMatchObject({ imageSize: 224, classes: 1000 });
    expect(model.normalisation).toEqual({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  });

  it('draws the same again from the same seed, and other pictures from another', async () => {
    const small = { ...options, sets: [], models: [] } as const;
    await makeFixture({ ...small, folder: join(root, 'second') });
    await makeFixture({ ...small, folder: join(root, 'third'), seed: 2 });
    const [first, second, third] = ['first', 'second', 'third'].map((name) => hashOf(join(root, name, 'imagenet-val')));
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe('lookOf', () => {
  it('gives each of the 1,000 classes a look of its own', () => {
    const looks = Array.from({ length: 1000 }, (_, label) => JSON.stringify(lookOf(label)));
    expect(new Set(looks).size).toBe(1000);
  });
});

describe('discriminantHead', () => {
  it('distinguishes classes that it has no image of by what they share with others', () => {
    const dim = 30;
    const random = seeded(5);
    const labels = Array.from({ length: 500 }, (_, i) => (7 * i) % 1000);
    const featuresOf = (label: number): number[] => {
      const { hue, border, form } = lookOf(label);
      return Array.from({ length: dim }, (_, j) =>
        [hue, 10 + border, 20 + form].includes(j) ? 1 + 0.2 * random() : 0.2 * random(),
      );
    };
    const features = Float64Array.from(labels.flatMap(featuresOf));
    const { weight, bias } = discriminantHead({ features, labels, dim }, 1000);
    for (const label of [500, 200, 993]) {
      expect(labels).not.toContain(label);
      const x = featuresOf(label);
      const logits = Array.from(bias, (b, c) => x.reduce((sum, value, j) => sum + value * weight[c * dim + j]!, b));
      expect(logits.indexOf(Math.max(...logits))).toBe(label);
    }
  });
});

describe('readFlags', () => {
  it('turns flags into options', () => {
    const flags = { classes: 'all', 'corrupted-classes': '7', severities: '1,5', sets: 'imagenet-c', 'vit-base': true };
    expect(readFlags(['/somewhere'], flags)).toEqual({
      folder: '/somewhere',
      classes: 'all',
      corruptedClasses: 7,
      severities: [1, 5],
      sets: ['imagenet-c'],
      models: ['tiny', 'base'],
    });
    expect(readFlags(['x'], { severities: 'all', 'vit-tiny': false })).toMatchObject({
      severities: [1, 2, 3, 4, 5],
      models: [],
    });
  });

  it.each([
    [[], {}, /one folder/],
    [['x'], { severities: '6' }, /--severities/],
    [['x'], { corruptions: 'rain' }, /--corruptions/],
    [['x'], { classes: '0' }, /--classes/],
  ])('refuses %j %j', (positionals, values, message) => {
    expect(() => readFlags(positionals, values)).toThrow(message);
  });
});

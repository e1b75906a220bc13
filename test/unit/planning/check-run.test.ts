import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  knownNormalisations,
  type Normalisation,
  type NormalisationChoice,
} from '../../../src-shared/normalisation.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { Fingerprints } from '../../../src-main/identity/fingerprints.ts';
import { openImages } from '../../../src-main/data/datasets.ts';
import { identify } from '../../../src-main/identity/identify.ts';
import { checkRun, runWarnings } from '../../../src-main/planning/check-run.ts';
import { DatasetFactsReader } from '../../../src-main/planning/dataset-facts.ts';
import { methodList } from '../../../src-main/planning/own-lists.ts';
import { ModelFactsReader } from '../../../src-main/planning/model-facts.ts';
import { presetList } from '../../../src-main/planning/presets.ts';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { presetSchema } from '../../../src-shared/api/lab.ts';
import { writeNpy } from '../../support/npy.ts';
import { writeTinyVit } from '../../support/tiny-vit.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('check-run');
const readers = { datasets: new DatasetFactsReader(), models: new ModelFactsReader() };
const check = (changes: Partial<RunConfigInput>) =>
  checkRun(
    {
      dataset: { kind: 'quickstart', split: 'test' },
      model: 'quickstart',
      mgg: 'quickstart',
      method: 'mgtta',
      shifts: [{ corruption: 'fog', severity: 5 }],
      ...changes,
    },
    readers,
  );

/** A folder of images by class; the files are never opened here. */
function imageFolder(name: string, classes: number): string {
  const root = path.join(folder, name);
  for (let index = 0; index < classes; index++) {
    mkdirSync(path.join(root, `class-${index}`), { recursive: true });
    writeFileSync(path.join(root, `class-${index}`, 'image.png'), 'x');
  }
  return root;
}

describe("how a run's images are normalised", () => {
  const own = path.join(folder, 'hub');
  const model = path.join(own, 'model.safetensors');
  mkdirSync(own);
  writeTinyVit(model);
  const say = (normalisation: Normalisation | null): void =>
    writeFileSync(path.join(own, 'config.json'), JSON.stringify({ pretrained_cfg: normalisation }));
  const models = new ModelFactsReader();
  const dataset = { kind: 'quickstart', split: 'test' } as const;
  const warnings = (normalisation: NormalisationChoice) =>
    runWarnings({ dataset, model, normalisation }, { ...readers, models });

  it('is warned of where the model was trained otherwise', async () => {
    say(knownNormalisations.imagenet);
    expect(await warnings('half')).toEqual([
      { setting: 'normalisation', text: expect.stringContaining('Choose the normalisation imagenet') as string },
    ]);
    expect(await warnings('imagenet')).toEqual([]);
    expect(await warnings('model')).toEqual([]);
  });

  it('can only be left to a model that says it', async () => {
    say(null);
    expect(await warnings('half')).toEqual([]);
    await expect(warnings('model')).rejects.toMatchObject({ code: 'bad-option' });
    const run = checkRun(
      {
        dataset: { kind: 'quickstart', split: 'test' },
        model,
        method: 'noadapt',
        normalisation: 'model',
        shifts: [{ corruption: 'clean', severity: 0 }],
      },
      { ...readers, models },
    );
    await expect(run).rejects.toThrow('does not say how its images are to be normalised');
    await expect(check({ normalisation: 'model' })).resolves.toMatchObject({ normalisation: 'model' });
  });
});

describe('checking a run before it is queued', () => {
  it('returns the configuration with the defaults of run and method', async () => {
    const config = await check({});
    expect(config).toMatchObject({ batchSize: 64, seed: 2020, options: { lr: 0.001, lambda: 0.4 } });
  });

  it.each([
    ['an unknown method', { method: 'none' }, 'bad-option'],
    ['an option out of range', { options: { lr: -1 } }, 'bad-option'],
    ['an unknown corruption', { shifts: [{ corruption: 'rain', severity: 5 }] }, 'bad-option'],
    ['a severity that does not fit', { shifts: [{ corruption: 'clean', severity: 5 }] }, 'bad-option'],
    ['the same shift twice', { shifts: Array(2).fill({ corruption: 'fog', severity: 1 }) }, 'bad-option'],
    ['more images than there are', { images: 4001 }, 'bad-option'],
    ['a class mask outside of the model', { classMask: [3, 10] }, 'bad-option'],
    ['a model that is not there', { model: path.join(folder, 'no.safetensors') }, 'not-found'],
    ['an MGG that is not there', { mgg: path.join(folder, 'no.safetensors') }, 'not-found'],
    ['a dataset that is not there', { dataset: { kind: 'folder', path: path.join(folder, 'no') } }, 'not-found'],
  ] as const)('refuses %s', async (_what, changes, code) => {
    await expect(check(changes as Partial<RunConfigInput>)).rejects.toMatchObject({ code });
  });

  it('refuses classes that the model does not have, unless a mask says which count', async () => {
    const dataset = { kind: 'folder', path: imageFolder('three', 3) } as const;
    await expect(check({ dataset, method: 'tent' })).rejects.toThrow(/3 classes.*model has 10/);
    await expect(check({ dataset, method: 'tent', classMask: [0, 1, 2] })).resolves.toBeDefined();
  });

  it('names the corruptions that a folder of corrupted images lacks', async () => {
    const root = path.join(folder, 'stored');
    for (const shift of ['fog/5', 'fog/3', 'snow/5']) imageFolder(path.join('stored', shift), 10);
    const dataset = { kind: 'folder', path: root, corrupted: true } as const;
    const shifts = ['fog', 'frost', 'snow', 'contrast'].map((corruption) => ({ corruption, severity: 5 }));
    await expect(check({ dataset, method: 'tent', shifts })).rejects.toMatchObject({
      code: 'bad-input',
      message: `${root} has no images of frost, contrast.`,
      hint: 'It has: snow, fog.',
    });
    const there = [shifts[0]!, shifts[2]!, { corruption: 'fog', severity: 3 }];
    await expect(check({ dataset, method: 'tent', shifts: there })).resolves.toBeDefined();
    await expect(
      check({ dataset: { ...dataset, path: path.join(root, 'fog') }, method: 'tent' }),
    ).rejects.toMatchObject({
      code: 'bad-input',
      hint: `Choose ${root} instead.`,
    });
  });

  it('says which class folders are empty where classes are missing', async () => {
    const nine = imageFolder('nine', 9);
    mkdirSync(path.join(nine, 'yak'));
    await expect(check({ dataset: { kind: 'folder', path: nine }, method: 'tent' })).rejects.toThrow(
      'has 9 classes with images (yak is empty), but the model has 10.',
    );
  });

  it('wants clean images where the method needs source statistics', async () => {
    const ten = imageFolder('ten', 10);
    const dataset = { kind: 'folder', path: ten } as const;
    await expect(check({ dataset })).rejects.toThrow(/clean images/);
    await expect(check({ dataset: { ...dataset, source: ten } })).rejects.toThrow(/64 source images.*has 10/);
    await expect(check({ dataset: { ...dataset, source: ten }, sourceImages: 10 })).resolves.toBeDefined();
    await expect(check({ dataset, method: 'tent' })).resolves.toBeDefined();
  });

  it('wants clean images where some are to be predicted after each stream', async () => {
    const ten = imageFolder('ten', 10);
    const dataset = { kind: 'folder', path: ten } as const;
    const asItIs = { dataset, method: 'tent', shifts: [{ corruption: 'clean', severity: 0 }], cleanImages: 10 };
    await expect(check(asItIs)).rejects.toThrow(`clean images are to be predicted after each stream, but ${ten} holds`);
    await expect(check({ ...asItIs, dataset: { ...dataset, source: ten } })).resolves.toBeDefined();
    const corrupted = { ...asItIs, shifts: [{ corruption: 'fog', severity: 1 }] };
    await expect(check(corrupted)).resolves.toBeDefined();
    await expect(check({ ...corrupted, cleanImages: 11 })).rejects.toThrow('11 clean images were asked for');
  });
});

describe('presets', () => {
  it('are valid experiments of known methods, as they are or with data of the user', async () => {
    const known = (await methodList()).map(({ id }) => id);
    const presets = presetList(await readQuickstartSettings());
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
    for (const preset of presets) {
      presetSchema.parse(preset);
      expect(known).toEqual(expect.arrayContaining(preset.methods));
      for (const method of preset.methods) {
        await expect(check({ ...preset.config, method, options: preset.options[method] ?? {} })).resolves.toBeDefined();
      }
    }
  });
});

describe('an order file', () => {
  const numbers = path.join(folder, 'order.npy');
  const write = (...indices: bigint[]) =>
    writeNpy(numbers, BigInt64Array.from(indices), { descr: '<i8', shape: `(${indices.length},)` });

  it('is read before anything runs: what it names must be there, and as many as are asked for', async () => {
    write(0n, 0n, 3999n);
    expect(await check({ orderFile: path.relative(process.cwd(), numbers) })).toMatchObject({ orderFile: numbers });
    await expect(check({ orderFile: numbers, images: 4 })).rejects.toThrow(`but ${numbers} has 3.`);
    write(10_000n);
    await expect(check({ orderFile: numbers })).rejects.toThrow('names image 10000 at position 0');
    const paths = path.join(folder, 'paths.txt');
    const { idOf } = await openImages({ kind: 'quickstart', split: 'test' });
    writeFileSync(paths, `${idOf(3)}\n${idOf(0)}\n`);
    expect(await check({ orderFile: paths })).toMatchObject({ orderFile: paths });
    writeFileSync(paths, `${idOf(3)}\nbag/gone.png\n`);
    await expect(check({ orderFile: paths })).rejects.toThrow('names bag/gone.png in line 2, which');
    await expect(check({ orderFile: path.join(folder, 'gone.txt') })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('counts by what is in it, not by its path', async () => {
    const inputs = new Fingerprints({ readValue: () => null, writeValue: () => undefined, readOnly: false }, folder);
    const copy = path.join(folder, 'copy.npy');
    const identityOf = async (orderFile: string) => {
      const config = await check({ orderFile, images: 1 });
      return identify('adapt', config, await inputs.of(config));
    };
    write(3n, 4n);
    copyFileSync(numbers, copy);
    const first = await identityOf(numbers);
    expect(await identityOf(copy)).toBe(first);
    write(4n, 3n, 0n);
    expect(await identityOf(numbers)).not.toBe(first);
  });
});

import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ComparedRun } from '../../../../src-shared/comparison/compared-run.ts';
import { protocolLines } from '../../../../src-shared/comparison/protocol-lines.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import { comparisonWarnings } from '../../../../src-shared/comparison/warnings.ts';
import { provenanceSchema, type Provenance } from '../../../../src-shared/records.ts';
import { datasetSchema, runConfigSchema, type RunConfigInput } from '../../../../src-shared/run-config.ts';
import { settingMeta } from '../../../../src-shared/setting-meta.ts';
import { doneRun } from './support.ts';

const fog = { fog: 0.5 };
const warningsOf = (...runs: ComparedRun[]) => comparisonWarnings(comparisonRows(runs));
const codes = (...runs: ComparedRun[]) => warningsOf(...runs).map(({ code }) => code);
const folder = { kind: 'folder', path: '/images' } as const;

interface Case {
  readonly name: string;
  readonly config: Partial<RunConfigInput>;
  readonly base?: Partial<RunConfigInput>;
  readonly changes?: Partial<Provenance>;
  /** Whether the images of the streams are others. */
  readonly streams?: true;
  readonly warns: string | null;
}

/** For each setting a run that differs in it alone, and what is said. */
const cases: readonly Case[] = [
  { name: 'dataset', config: { dataset: folder }, streams: true, warns: 'They were tested on different datasets.' },
  {
    name: 'dataset.split',
    config: { dataset: { kind: 'quickstart', split: 'validation' } },
    streams: true,
    warns: 'They were tested on different datasets.',
  },
  {
    name: 'dataset.path',
    base: { dataset: folder },
    config: { dataset: { ...folder, path: '/others' } },
    warns: 'They were tested on images of different folders.',
  },
  {
    name: 'dataset.source',
    base: { dataset: folder },
    config: { dataset: { ...folder, source: '/source' } },
    warns: 'They were given source images of different folders.',
  },
  {
    name: 'dataset.benchmark',
    base: { dataset: folder },
    config: { dataset: { ...folder, benchmark: 'imagenet-r' } },
    streams: true,
    warns: 'Their images were labelled by the classes of different benchmarks.',
  },
  {
    name: 'dataset.corrupted',
    base: { dataset: folder },
    config: { dataset: { ...folder, corrupted: true } },
    streams: true,
    warns: 'Some were tested on images that were stored corrupted, others on images that the lab corrupted.',
  },
  {
    name: 'model',
    config: { model: '/vit.safetensors' },
    changes: { modelHash: 'f'.repeat(64) },
    warns: 'They started from different source models.',
  },
  {
    name: 'reading',
    config: { reading: { heads: 4 } },
    changes: { arithmetic: '4 heads' },
    warns: 'Their source models computed with other heads, LayerNorm eps, activation, pooling or weights.',
  },
  { name: 'method', config: { method: 'sar' }, warns: null },
  { name: 'mgg', config: { mgg: '/mgg.safetensors' }, changes: { mggHash: 'e' }, warns: null },
  { name: 'options', config: { options: { lr: 1 } }, warns: null },
  {
    name: 'shifts',
    config: { shifts: [{ corruption: 'fog', severity: 3 }] },
    streams: true,
    warns: 'They were tested under different corruptions or severities.',
  },
  {
    name: 'order',
    config: { order: 'mixed' },
    streams: true,
    warns: 'Some saw one stream per corruption, others all corruptions mixed.',
  },
  {
    name: 'shiftOrder',
    base: { shifts: ['fog', 'snow'].map((corruption) => ({ corruption, severity: 5 })), policy: 'continual' },
    config: { shiftOrder: 'shuffled' },
    warns: 'Some met the shifts in their own order, others in a drawn one.',
  },
  {
    name: 'course',
    config: { course: 'gradual' },
    streams: true,
    warns: 'Some met each shift at one severity, others rising and falling.',
  },
  {
    name: 'rounds',
    config: { rounds: 3 },
    streams: true,
    warns: 'They met the sequence of shifts different numbers of times.',
  },
  {
    name: 'imbalanceRatio',
    config: { imbalanceRatio: 100 },
    streams: true,
    warns: 'The classes of their streams were imbalanced to different degrees (γ).',
  },
  {
    name: 'replacement',
    base: { imbalanceRatio: 100 },
    config: { replacement: true },
    streams: true,
    warns: 'Label shifts drew the images of some with replacement, those of others without.',
  },
  {
    name: 'oodFolder',
    config: { oodFolder: '/textures' },
    streams: true,
    warns: 'Images of other datasets were mixed into their streams, or into some of them only.',
  },
  {
    name: 'oodRate',
    base: { oodFolder: '/textures' },
    config: { oodRate: 0.2 },
    streams: true,
    warns: 'Other shares of open-world images were mixed into their streams.',
  },
  {
    name: 'orderFile',
    config: { orderFile: '/orders/a.npy' },
    streams: true,
    warns: 'The images of their streams were listed by different files.',
  },
  {
    name: 'labelOrder',
    config: { labelOrder: 'sorted' },
    streams: true,
    warns: 'The labels of their streams came in different orders.',
  },
  {
    name: 'concentration',
    base: { labelOrder: 'dirichlet' },
    config: { concentration: 1 },
    streams: true,
    warns: 'The labels of their streams were clustered to different degrees (δ).',
  },
  {
    name: 'policy',
    base: { shifts: ['fog', 'snow'].map((corruption) => ({ corruption, severity: 5 })) },
    config: { policy: 'continual' },
    warns: 'Some were reset between streams, others carried over what they had learned.',
  },
  {
    name: 'resetEvery',
    config: { resetEvery: 10 },
    warns: 'They went back to the source model after different numbers of batches.',
  },
  { name: 'images', config: { images: 10 }, streams: true, warns: 'They saw different numbers of images.' },
  {
    name: 'normalisation',
    config: { normalisation: 'imagenet' },
    changes: { preprocessing: '32×32, mean 0.485' },
    warns: 'Their images were resized, cropped or normalised differently.',
  },
  { name: 'batchSize', config: { batchSize: 4 }, warns: 'They ran with different batch sizes.' },
  { name: 'window', config: { window: 8 }, warns: 'They adapted to windows of different numbers of images (W).' },
  {
    name: 'speed',
    config: { speed: 'measured' },
    changes: { measuredCost: 2 },
    warns: 'Some streams waited for the method, others went on at constant speed.',
  },
  {
    name: 'stepCost',
    base: { speed: 'given' },
    config: { stepCost: 3 },
    warns: 'Their steps were taken to cost different numbers of forward passes (C).',
  },
  {
    name: 'seed',
    config: { seed: 7, method: 'sar' },
    streams: true,
    warns: 'They ran with different seeds, so they saw other images or another order.',
  },
  { name: 'sourceImages', config: { sourceImages: 8 }, warns: 'They were given different numbers of source images.' },
  {
    name: 'budgetBatches',
    config: { budgetBatches: 5 },
    warns: 'They were allowed to adapt in different numbers of batches per stream.',
  },
  {
    name: 'budgetSeconds',
    config: { budgetSeconds: 5 },
    warns: 'They were given different times to adapt per stream.',
  },
  { name: 'classMask', config: { classMask: [1, 2] }, warns: 'They chose among different classes.' },
  {
    name: 'onNonFinite',
    config: { onNonFinite: 'stop' },
    warns: 'At a batch that would bring NaN or infinity, some go on without adapting to it, others end.',
  },
  { name: 'cleanImages', config: { cleanImages: 5 }, warns: null },
  { name: 'engine', config: { engine: 'wasm' }, changes: { engine: 'wasm', device: 'x' }, warns: null },
  { name: 'threads', config: { threads: 7 }, changes: { threads: 7 }, warns: null },
  { name: 'imageRecords', config: { imageRecords: 'drop' }, warns: null },
  { name: 'checkpointEvery', config: { checkpointEvery: 3 }, warns: null },
];

/** Names and schemas of all settings, those of the kinds of datasets one by one. */
function allSettings(): (readonly [string, z.ZodType])[] {
  const { dataset: _dataset, ...shape } = runConfigSchema.shape;
  const ofDatasets = datasetSchema.options.flatMap((option) =>
    Object.entries<z.ZodType>(option.shape).map(
      ([field, schema]) => [field === 'kind' ? 'dataset' : `dataset.${field}`, schema] as const,
    ),
  );
  return [...ofDatasets, ...Object.entries(shape)];
}

describe('settings', () => {
  it.each([...allSettings(), ...Object.entries<z.ZodType>(provenanceSchema.shape)])(
    'say what a difference means: %s',
    (name, schema) => {
      const { compare } = settingMeta(name, schema);
      // What is neither the method nor the computer is told about, by the setting itself or by the one it settles.
      const settled = ['modelHash', 'modelTensors', 'arithmetic', 'preprocessing', 'datasetFingerprint'].includes(name);
      expect(compare.warning !== undefined || settled).toBe(compare.topic === 'protocol');
    },
  );

  it('have each a case below, and a line in a comparison', () => {
    const names = [...new Set(allSettings().map(([name]) => name))];
    expect(cases.map(({ name }) => name).sort()).toEqual(names.sort());
    const runs = [doneRun('a', fog, { options: { lr: 1 } }), doneRun('b', fog, { dataset: folder })];
    const keys = protocolLines(runs.map(({ run }) => run)).map(({ key }) => key.replace(/^option\..*/, 'options'));
    expect([...new Set(keys)].sort()).toEqual([...new Set([...names, ...Object.keys(provenanceSchema.shape)])].sort());
  });

  it('without a word on it are refused', () => {
    expect(() => settingMeta('new', runConfigSchema.shape.seed.unwrap())).toThrow('The setting new');
  });
});

describe('comparisonWarnings', () => {
  it.each(cases)('of $name alone', ({ config, base = {}, changes, streams, warns }) => {
    const other = doneRun('B', fog, { ...base, ...config }, changes, streams ? 'd' : 'c');
    expect(warningsOf(doneRun('A', fog, base), other).map(({ message }) => message)).toEqual(
      warns === null ? [] : [warns],
    );
  });

  it('believe the records of the runs rather than their settings', () => {
    const elsewhere = { model: '/copy.safetensors', normalisation: 'model' as const, images: 100 };
    expect(codes(doneRun('A', fog, { images: null }), doneRun('B', fog, elsewhere))).toEqual([]);
    expect(codes(doneRun('A', fog), doneRun('B', fog, {}, { modelHash: 'f'.repeat(64) }))).toEqual(['model']);
    expect(codes(doneRun('A', fog), doneRun('B', fog, {}, { preprocessing: '64×64' }))).toEqual(['normalisation']);
  });

  it('go by the settings while runs have not begun', () => {
    const { run } = doneRun('B', fog, { model: '/copy.safetensors', normalisation: 'imagenet', images: 100 });
    const queued: ComparedRun = { run: { ...run, status: 'queued', provenance: null, summary: null }, shifts: [] };
    expect(codes(doneRun('A', fog), queued)).toEqual(['model', 'images', 'normalisation']);
  });

  it('say that images changed where no setting differs', () => {
    expect(codes(doneRun('A', fog), doneRun('B', fog, { method: 'sar' }, {}, 'd'))).toEqual(['datasetFingerprint']);
  });

  it('name the shifts of which some runs could read no image, and other images', () => {
    const measured = doneRun('A', { fog: 0.5, snow: 0.6, frost: 0.4 });
    const without = doneRun('B', { fog: null, snow: 0.6, frost: 0.4 }, { method: 'sar' });
    expect(warningsOf(measured, without)).toEqual([
      { code: 'unmeasured', message: 'Some could read no image of fog 5; their means leave that out.' },
    ]);
    const broken = doneRun('C', { fog: 0.5, snow: 0.6, frost: 0.4 }, { method: 'sar' });
    const shifts = broken.shifts.map((shift) =>
      shift.corruption === 'snow' && shift.summary
        ? { ...shift, summary: { ...shift.summary, images: 97, skipped: 3 } }
        : shift,
    );
    expect(warningsOf(measured, { ...broken, shifts })).toEqual([
      { code: 'skipped', message: 'Not the same number of images could be read of snow 5.' },
    ]);
    expect(codes({ ...measured, shifts }, { ...broken, shifts })).toEqual([]);
    expect(codes(without, doneRun('D', { fog: null, snow: 0.7, frost: 0.4 }, { method: 'eata' }))).toEqual([]);
    const underWay: ComparedRun = { ...without, run: { ...without.run, status: 'running', summary: null } };
    expect(codes(measured, underWay)).toEqual([]);
  });

  it('name at most four shifts', () => {
    const all = ['fog', 'snow', 'frost', 'contrast', 'pixelate', 'motion_blur'];
    const runs = [0.5, null].map((top1, index) =>
      doneRun(`${index}`, { clean: 0.9, ...Object.fromEntries(all.map((name) => [name, top1])) }, { seed: index }),
    );
    expect(warningsOf(...runs).map(({ message }) => message)).toContain(
      'Some could read no image of fog 5, snow 5, frost 5, contrast 5, 2 more; their means leave that out.',
    );
  });

  it('say nothing of the order of streams that start anew each, and of resets before a single one', () => {
    const [a, b] = ['fog', 'snow'].map((corruption) => ({ corruption, severity: 5 }));
    const both = { fog: 0.5, snow: 0.6 };
    expect(codes(doneRun('A', both, { shifts: [a!, b!] }), doneRun('B', both, { shifts: [b!, a!] }))).toEqual([]);
    const policy = 'continual' as const;
    expect(codes(doneRun('A', fog), doneRun('B', fog, { policy, method: 'sar' }))).toEqual([]);
    const carried = (name: string, shifts: RunConfigInput['shifts'], fingerprint: string) =>
      doneRun(name, both, { policy, shifts }, {}, fingerprint);
    expect(codes(carried('A', [a!, b!], 'c'), carried('B', [b!, a!], 'd'))).toEqual(['shifts']);
  });

  it('say nothing of methods, options, engines, or a spread over the same seeds', () => {
    const other = doneRun('B', fog, { method: 'mgtta', options: { lr: 1 } }, { engine: 'wasm', host: 'other' });
    expect(codes(doneRun('A', fog), other)).toEqual([]);
    const seeds = [1, 2].flatMap((seed) => [
      doneRun('A', fog, { seed }, {}, `${seed}`),
      doneRun('B', fog, { seed, method: 'noadapt' }, {}, `${seed}`),
    ]);
    expect(codes(...seeds)).toEqual([]);
  });
});

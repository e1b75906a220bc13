import type { Provenance } from '../../../../src-shared/provenance.ts';
import type { RunConfigInput } from '../../../../src-shared/run-config.ts';

export const folder = { kind: 'folder', path: '/images' } as const;

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
export const warningCases: readonly Case[] = [
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
    name: 'dataset.domains',
    base: { dataset: folder },
    config: { dataset: { ...folder, domains: true } },
    streams: true,
    warns: 'Some were tested on domains with images of their own, others on the same images under each shift.',
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
    warns: 'At a batch that would bring NaN or infinity, some continue without adapting to it, others end.',
  },
  { name: 'cleanImages', config: { cleanImages: 5 }, warns: null },
  { name: 'unlabelledImages', config: { unlabelledImages: 5 }, warns: null },
  { name: 'engine', config: { engine: 'wasm' }, changes: { engine: 'wasm', device: 'x' }, warns: null },
  {
    name: 'precision',
    config: { precision: 'float16' },
    warns: 'Their networks were computed in different precisions.',
  },
  { name: 'threads', config: { threads: 7 }, changes: { threads: 7 }, warns: null },
  { name: 'gradientRecords', config: { gradientRecords: 10 }, warns: null },
  { name: 'imageRecords', config: { imageRecords: 'drop' }, warns: null },
  { name: 'checkpointEvery', config: { checkpointEvery: 3 }, warns: null },
];

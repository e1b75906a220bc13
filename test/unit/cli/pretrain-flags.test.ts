import { describe, expect, it } from 'vitest';
import { pretrainConfigOf, type PretrainFlags } from '../../../src-main/shells/cli/commands/pretrain.ts';
import { buildProgram } from '../../../src-main/shells/cli/program.ts';
import { pretrainCommand as commandText } from '../../../src-shared/pretrain-command.ts';
import {
  pretrainConfigSchema,
  type PretrainConfig,
  type PretrainConfigInput,
} from '../../../src-shared/pretrain-config.ts';
import { wordsOf } from './shell-words.ts';

const program = await buildProgram(['pretrain']);
const pretrainCommand = () => program.commands.find((command) => command.name() === 'pretrain')!;

/** Configuration that `lab pretrain` makes of its arguments. */
function configured(...args: string[]): PretrainConfig {
  let flags: PretrainFlags = {};
  const command = pretrainCommand().exitOverride();
  command.action((parsed: PretrainFlags) => {
    flags = parsed;
  });
  command.parse(args, { from: 'user' });
  return pretrainConfigSchema.parse(pretrainConfigOf(flags));
}

const odd = "/data/it's here; rm -rf $HOME";
const folder = { kind: 'folder', path: '/c', source: '/s', benchmark: 'imagenet-c', corrupted: true } as const;
const embedded = { kind: 'quickstart', split: 'train' } as const;
const usual: PretrainConfigInput = {
  ...{ dataset: embedded, model: 'quickstart' },
  evaluation: { kind: 'quickstart', split: 'validation' },
};

/** Values of every setting that differ from its default. */
const changes: { readonly [Name in keyof PretrainConfig]-?: readonly PretrainConfigInput[Name][] } = {
  dataset: [{ kind: 'quickstart', split: 'test' }, { kind: 'folder', path: odd }, folder],
  evaluation: [null, { kind: 'quickstart', split: 'test' }, { kind: 'folder', path: odd }, folder],
  model: [odd],
  reading: [{ heads: 4, eps: 1e-6, pool: 'avg', activation: 'relu', weights: 'ema' }],
  normalisation: ['imagenet'],
  shifts: [
    [{ corruption: 'fog', severity: 5 }],
    [
      { corruption: 'clean', severity: 0 },
      { corruption: 'fog', severity: 1 },
      { corruption: 'snow', severity: 2 },
    ],
    pretrainConfigSchema.shape.shifts.parse(undefined).map((shift) => ({ ...shift, severity: 3 })),
  ],
  tasks: [
    [{ dataset: embedded, model: 'quickstart' }],
    [
      {
        ...{ dataset: folder, evaluation: { kind: 'folder', path: odd, domains: true }, model: odd },
        ...{ reading: { heads: 4, imageSize: 64, pool: 'avg' }, normalisation: 'imagenet', weight: 0.25 },
        shifts: [
          { corruption: 'fog', severity: 1 },
          { corruption: 'snow', severity: 5 },
        ],
      },
      { dataset: { kind: 'folder', path: '/a,b' }, evaluation: embedded, model: '/m' },
    ],
  ],
  images: [64],
  batchSize: [4],
  steps: [10],
  lr: [1e-7],
  mggLr: [0.5],
  lambda: [0],
  beta1: [0],
  beta2: [0.5],
  generator: ['lstm'],
  unroll: [3],
  gradient: ['pes'],
  pesSigma: [0.1],
  pesPairs: [2],
  hiddenSize: [16],
  heads: [2],
  seed: [0],
  sourceImages: [null, 9],
  evaluationImages: [100],
  evaluationBatchSize: [32],
  evaluationLr: [0.01],
  output: [odd, '/tmp/g.pth'],
  engine: ['wasm'],
  threads: [2],
};

function again(input: PretrainConfigInput): void {
  const config = pretrainConfigSchema.parse(input);
  const [name, command, ...args] = wordsOf(commandText(config));
  expect([name, command]).toEqual(['lab', 'pretrain']);
  expect(configured(...args)).toEqual(config);
}

describe('the command that repeats a pre-training', () => {
  it('knows every setting', () => {
    expect(Object.keys(changes).sort()).toEqual(Object.keys(pretrainConfigSchema.shape).sort());
  });

  it.each(Object.entries(changes).flatMap(([name, values]) => values.map((value: unknown) => [name, value] as const)))(
    'gives the same pre-training where %s is %j',
    (name, value) => {
      const changed = { ...usual, [name]: value };
      expect(pretrainConfigSchema.parse(changed)).not.toEqual(pretrainConfigSchema.parse(usual));
      again(changed);
      again({ ...changed, ...(name === 'dataset' ? {} : { dataset: folder }) });
    },
  );

  it('gives the same where everything is changed, and where a folder is compared on nothing', () => {
    again(
      Object.fromEntries(Object.entries(changes).map(([name, values]) => [name, values[0]])) as PretrainConfigInput,
    );
    again({ ...usual, dataset: folder, evaluation: null });
  });

  it('says no more than it has to', () => {
    expect(commandText(pretrainConfigSchema.parse({ ...usual, steps: 100, threads: 2 }))).toBe(
      'lab pretrain --opt steps=100 --threads 2',
    );
  });
});

describe('flags of lab pretrain', () => {
  it('say of a further task what is different from the first', () => {
    const { tasks, ...first } = configured('--task', 'corruption=fog/3,snow,weight=2', '--task', 'model=/m,eps=1e-6');
    const { dataset, evaluation, model, shifts } = first;
    const named = [
      { corruption: 'fog', severity: 3 },
      { corruption: 'snow', severity: 5 },
    ];
    expect(tasks).toEqual([
      { dataset, evaluation, model, shifts: named, weight: 2 },
      { dataset, evaluation, model: '/m', reading: { eps: 1e-6 }, shifts, weight: 1 },
    ]);
    const other = configured('--task', 'dataset=/other,source=/clean').tasks[0];
    expect(other).toMatchObject({ dataset: { kind: 'folder', path: '/other', source: '/clean' }, evaluation: null });
    expect(configured('--task', 'model=/m,normalisation=model').tasks[0]).toMatchObject({ normalisation: 'model' });
    expect(() => configured('--task', 'normalisation=other')).toThrow('normalisation');
    expect(() => configured('--task', 'colour=red')).toThrow("'colour=red' is none of dataset=…");
    expect(() => configured('--task', 'weight=much')).toThrow('weight');
  });

  it('say more of the images that epochs are compared on', () => {
    const args = ['--evaluation', '/c', '--evaluation-source', '/s'];
    expect(configured(...args).evaluation).toEqual({ kind: 'folder', path: '/c', source: '/s' });
    expect(() => configured('--evaluation-source', '/s')).toThrow('--evaluation-source says something about a folder');
    expect(() => configured('--evaluation', '/c', '--evaluation-split', 'test')).toThrow('--evaluation-split');
  });
});

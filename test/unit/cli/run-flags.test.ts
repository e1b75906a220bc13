import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src-main/shells/cli/program.ts';
import { configOf, type RunFlags } from '../../../src-main/shells/cli/run-flags.ts';
import type { RawConfig } from '../../../src-shared/config-file.ts';
import { flagOf } from '../../../src-shared/command-words.ts';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { runCommand as runCommandText } from '../../../src-shared/run-command.ts';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { wordsOf } from './shell-words.ts';

const program = await buildProgram(['run']);
const runCommand = () => program.commands.find((command) => command.name() === 'run')!;

/** Configuration that `lab run` makes of its arguments, and of the configuration in a file. */
function configured(file: RawConfig | undefined, ...args: string[]): RunConfig {
  let flags: RunFlags = {};
  const command = runCommand().exitOverride();
  command.action((parsed: RunFlags) => {
    flags = parsed;
  });
  command.parse(args, { from: 'user' });
  return runConfigSchema.parse(configOf(flags, file));
}

const folder = { kind: 'folder', path: '/c', source: '/s', benchmark: 'imagenet-c', corrupted: true };
/** Every setting at another value than its default. */
const everything = {
  ...{ dataset: { kind: 'quickstart', split: 'validation' }, model: 'vit.safetensors', mgg: 'mgg.safetensors' },
  ...{
    method: 'mgtta',
    options: { lr: 0.5, beta1: 0.8 },
    order: 'mixed',
    imbalanceRatio: 7,
    replacement: true,
    policy: 'continual',
  },
  ...{ labelOrder: 'dirichlet', concentration: 2, resetEvery: 1000, rounds: 2 },
  ...{ window: 16, speed: 'given', stepCost: 3.5 },
  ...{ shiftOrder: 'shuffled', course: 'gradual', orderFile: '/orders/a list.txt' },
  ...{ oodFolder: '/other images', oodRate: 0.25 },
  ...{ images: 40, normalisation: 'imagenet', batchSize: 5, seed: 3, sourceImages: 9, budgetBatches: 2 },
  ...{ budgetSeconds: 8, classMask: [4, 5], onNonFinite: 'stop', engine: 'wasm', threads: 1, checkpointEvery: 2 },
  shifts: [
    { corruption: 'clean', severity: 0 },
    { corruption: 'fog', severity: 1 },
    { corruption: 'snow', severity: 2 },
  ],
};
const files: Readonly<Record<string, RawConfig | undefined>> = {
  'no file': undefined,
  'a part of a configuration': { method: 'tent', batchSize: 8 },
  'a configuration of the embedded data': everything,
  'a configuration of a folder': { ...everything, dataset: folder },
};

type Change = (before: RunConfig) => Partial<RunConfig>;
const to =
  (change: Partial<RunConfig>): Change =>
  () =>
    change;
const shiftsOf = (...names: string[]) =>
  names.map((name) => ({ corruption: name.split('/')[0]!, severity: Number(name.split('/')[1]) }));
const isFolder = ({ dataset }: RunConfig): boolean => dataset.kind === 'folder';

/** Flags, and what each changes; `refused` where it does not go with the configuration. */
const table: readonly (readonly [
  args: readonly string[],
  change: Change | ((before: RunConfig) => 'refused' | Partial<RunConfig>),
])[] = [
  [
    ['--dataset', '/other'],
    (before) => ({
      dataset: isFolder(before)
        ? ({ ...folder, path: '/other' } as RunConfig['dataset'])
        : { kind: 'folder', path: '/other' },
    }),
  ],
  [
    ['--dataset', 'quickstart'],
    (before) => (isFolder(before) ? { dataset: { kind: 'quickstart', split: 'test' } } : {}),
  ],
  [
    ['--split', 'train'],
    (before) => (isFolder(before) ? 'refused' : { dataset: { kind: 'quickstart', split: 'train' } }),
  ],
  [
    ['--source', '/t'],
    (before) => (isFolder(before) ? { dataset: { ...folder, source: '/t' } as RunConfig['dataset'] } : 'refused'),
  ],
  [
    ['--dataset', '/c', '--source', 'none', '--benchmark', 'none', '--no-corrupted'],
    to({ dataset: { kind: 'folder', path: '/c' } }),
  ],
  [
    ['--benchmark', 'imagenet-r'],
    (before) =>
      isFolder(before) ? { dataset: { ...folder, benchmark: 'imagenet-r' } as RunConfig['dataset'] } : 'refused',
  ],
  [
    ['--no-corrupted'],
    (before) =>
      isFolder(before) ? { dataset: { kind: 'folder', path: '/c', source: '/s', benchmark: 'imagenet-c' } } : 'refused',
  ],
  [['--corrupted'], (before) => (isFolder(before) ? {} : 'refused')],
  [
    ['--domains'],
    (before) =>
      isFolder(before)
        ? { dataset: { kind: 'folder', path: '/c', source: '/s', benchmark: 'imagenet-c', domains: true } }
        : 'refused',
  ],
  [['--no-domains'], (before) => (isFolder(before) ? {} : 'refused')],
  [
    ['--dataset', '/c', '--source', '/s', '--benchmark', 'imagenet-c', '--corrupted'],
    to({ dataset: folder as RunConfig['dataset'] }),
  ],
  [
    ['--model', 'deit.safetensors'],
    ({ mgg }) => ({ model: 'deit.safetensors', mgg: mgg === 'quickstart' ? null : mgg }),
  ],
  [['--heads', '4', '--eps', '1e-5'], to({ reading: { heads: 4, eps: 1e-5 } })],
  [['--image-size', '32'], to({ reading: { imageSize: 32 } })],
  [['--activation', 'relu', '--pool', 'avg'], to({ reading: { activation: 'relu', pool: 'avg' } })],
  [['--weights', 'ema'], to({ reading: { weights: 'ema' } })],
  [['--normalisation', 'model'], to({ normalisation: 'model' })],
  [['--method', 'sar'], (before) => ({ method: 'sar', options: before.method === 'sar' ? before.options : {} })],
  [['--mgg', 'other.safetensors'], to({ mgg: 'other.safetensors' })],
  [['--opt', 'lr=2', '--opt', 'beta2=0.9'], ({ options }) => ({ options: { ...options, lr: 2, beta2: 0.9 } })],
  [
    ['--corruption', 'clean,contrast'],
    ({ shifts }) => ({
      shifts:
        shifts.length === 15 ? shiftsOf('clean/0', 'contrast/5') : shiftsOf('clean/0', 'contrast/1', 'contrast/2'),
    }),
  ],
  [['--corruption', 'snow'], ({ shifts }) => ({ shifts: shiftsOf(shifts.length === 15 ? 'snow/5' : 'snow/2') })],
  [
    ['--severity', '3'],
    ({ shifts }) => ({ shifts: shifts.map((shift) => (shift.severity === 0 ? shift : { ...shift, severity: 3 })) }),
  ],
  [['--corruption', 'snow,fog', '--severity', '4'], to({ shifts: shiftsOf('snow/4', 'fog/4') })],
  [['--images', '12'], to({ images: 12 })],
  [['--images', 'all'], to({ images: null })],
  [['--batch-size', '3'], to({ batchSize: 3 })],
  [['--window', '32'], to({ window: 32 })],
  [['--window', 'none'], to({ window: null })],
  [['--speed', 'measured'], to({ speed: 'measured' })],
  [['--step-cost', '2.5'], to({ stepCost: 2.5 })],
  [['--seed', '0'], to({ seed: 0 })],
  [['--source-images', '11'], to({ sourceImages: 11 })],
  [['--source-images', 'all'], to({ sourceImages: null })],
  [['--order', 'separate'], to({ order: 'separate' })],
  [['--imbalance-ratio', '50'], to({ imbalanceRatio: 50 })],
  [['--imbalance-ratio', 'none'], to({ imbalanceRatio: null })],
  [['--replacement'], to({ replacement: true })],
  [['--no-replacement'], to({ replacement: false })],
  [['--label-order', 'sorted'], to({ labelOrder: 'sorted' })],
  [['--concentration', '0.5'], to({ concentration: 0.5 })],
  [['--policy', 'reset'], to({ policy: 'reset' })],
  [['--shift-order', 'shuffled'], to({ shiftOrder: 'shuffled' })],
  [['--course', 'gradual'], to({ course: 'gradual' })],
  [['--rounds', '20'], to({ rounds: 20 })],
  [['--order-file', '/orders/b.npy'], to({ orderFile: '/orders/b.npy' })],
  [['--ood-folder', '/textures'], to({ oodFolder: '/textures' })],
  [['--ood-folder', 'none'], to({ oodFolder: null })],
  [['--ood-rate', '0.1'], to({ oodRate: 0.1 })],
  [['--order-file', 'none'], to({ orderFile: null })],
  [['--reset-every', '7'], to({ resetEvery: 7 })],
  [['--reset-every', 'none'], to({ resetEvery: null })],
  [['--budget-batches', '0'], to({ budgetBatches: 0 })],
  [['--budget-batches', 'none'], to({ budgetBatches: null })],
  [['--budget-seconds', '1.5'], to({ budgetSeconds: 1.5 })],
  [['--budget-seconds', 'none'], to({ budgetSeconds: null })],
  [['--on-non-finite', 'skip'], to({ onNonFinite: 'skip' })],
  [['--class-mask', '1,3'], to({ classMask: [1, 3] })],
  [['--class-mask', 'none'], to({ classMask: null })],
  [['--checkpoint-every', '4'], to({ checkpointEvery: 4 })],
  [['--engine', 'onnx-cpu'], to({ engine: 'onnx-cpu' })],
  [['--precision', 'float16'], to({ precision: 'float16' })],
  [['--threads', '0'], to({ threads: 0 })],
];

describe.each(Object.entries(files))('flags of lab run over %s', (_name, file) => {
  it.each(table)('%j', (args, change) => {
    const before = configured(file);
    const wanted = change(before);
    if (wanted === 'refused') expect(() => configured(file, ...args)).toThrow('--');
    else expect(configured(file, ...args)).toEqual({ ...before, ...wanted });
  });
});

describe('the command that repeats a run', () => {
  const odd = "/data/it's here; rm -rf $HOME";
  it.each([
    {},
    everything,
    { ...everything, dataset: { ...folder, path: odd }, mgg: null, model: odd, method: 'tent' },
    {
      dataset: { kind: 'quickstart', split: 'train' },
      method: 'mgtta_lstm',
      mgg: 'quickstart-lstm',
      options: { lr: 1e-7 },
    },
    { shifts: shiftsOf('clean/0', 'fog/2', 'snow/2'), images: null, sourceImages: null },
    { model: odd, reading: { heads: 4, eps: 1e-6, pool: 'avg', activation: 'relu', weights: 'ema', imageSize: 32 } },
    { mgg: 'untrained:3', shifts: corruptionNames.map((corruption) => ({ corruption, severity: 3 })) },
  ])('gives the same run: %j', (file) => {
    const config = configured(file);
    const [program, command, ...args] = wordsOf(runCommandText(config));
    expect([program, command]).toEqual(['lab', 'run']);
    // A generator that the method does not need is not asked for.
    const again = configured(undefined, ...args);
    expect(config.mgg === null ? { ...again, mgg: null } : again).toEqual(config);
  });

  it('says no more than it has to', () => {
    expect(runCommandText(configured({ options: { lr: 0.01 }, images: 100 }))).toBe(
      'lab run --method mgtta --opt lr=0.01 --images 100',
    );
  });
});

const described = describeOptions(runConfigSchema);

describe('flags of lab run', () => {
  /** Where it is computed, where results go and what runs are called: no settings. */
  const notSettings = [
    '--config',
    '--name',
    '--group',
    '--tag',
    '--notes',
    '--methods',
    '--devices',
    '--jobs',
    '--data-dir',
    '--json',
    '--debug',
  ];

  it('are all in the table', () => {
    const tried = new Set(table.flatMap(([args]) => args.filter((arg) => arg.startsWith('--'))));
    const known = runCommand().options.flatMap(({ long }) => long ?? []);
    const others = described.map(({ name }) => flagOf(name)).filter((flag) => !tried.has(flag));
    expect(known.filter((flag) => !notSettings.includes(flag)).sort()).toEqual([...tried, ...others].sort());
  });

  it.each(described)(
    'give the setting that its schema describes: $name',
    ({ name, kind, choices, minimum = 0, maximum = Infinity }) => {
      const value = kind === 'choice' ? choices!.at(-1)! : kind === 'boolean' ? true : Math.min(minimum + 1, maximum);
      const words = kind === 'boolean' ? [] : [String(value)];
      expect(configured(undefined, flagOf(name), ...words)).toMatchObject({ [name]: value });
    },
  );

  it('make a whole experiment without a file', () => {
    const config = configured(undefined);
    expect(config).toMatchObject({
      method: 'mgtta',
      mgg: 'quickstart',
      dataset: { kind: 'quickstart', split: 'test' },
    });
    expect(config.shifts).toEqual(corruptionNames.map((corruption) => ({ corruption, severity: 5 })));
  });

  it('choose the embedded generator of the method for the embedded model, and none for another', () => {
    const tent = { method: 'tent', mgg: null };
    expect(configured(tent, '--method', 'mgtta').mgg).toBe('quickstart');
    expect(configured({ method: 'mgtta', mgg: 'quickstart' }, '--method', 'mgtta_lstm').mgg).toBe('quickstart-lstm');
    expect(configured({ ...tent, model: 'vit.safetensors' }, '--method', 'mgtta').mgg).toBeNull();
  });

  it('want corruptions for a severity', () => {
    const clean = { shifts: [{ corruption: 'clean', severity: 0 }] };
    expect(() => configured(clean, '--severity', '3')).toThrow('all images are clean');
    expect(configured(clean, '--corruption', 'fog').shifts).toEqual(shiftsOf('fog/5'));
    const both = { shifts: shiftsOf('fog/1', 'fog/2') };
    expect(configured(both, '--severity', '3').shifts).toEqual(shiftsOf('fog/3'));
  });

  it.each(['dataset', 'shifts', 'options', 'method'])('leave a %s that is none to the check', (name) => {
    expect(() => configured({ [name]: 5 }, '--severity', '3', '--split', 'train', '--opt', 'lr=1')).toThrow(name);
  });
});

import { changedSettings, commandText, datasetWords, flagOf, readingWords, shiftWords } from './command-words.ts';
import { validationCorruptionNames } from './corruptions.ts';
import { pretrainConfigSchema, type PretrainConfig, type PretrainTaskConfig } from './pretrain-config.ts';
import type { DatasetConfig } from './run-config.ts';
import { shiftName } from './runs/streams.ts';

/** Settings that have words of their own below. */
const own: readonly string[] = ['dataset', 'evaluation', 'model', 'reading', 'shifts', 'tasks'];
/** Settings that are flags; all others are given with `--opt`. */
const flags: readonly string[] = ['engine', 'threads'];

/** Embedded images are compared on embedded ones unless stated otherwise; a folder's on nothing. */
function evaluationWords({ dataset, evaluation }: PretrainConfig): string[] {
  const embedded = dataset.kind === 'quickstart';
  if (evaluation === null) return embedded ? ['--evaluation', 'none'] : [];
  const named = evaluation.kind === 'quickstart' && !embedded ? ['--evaluation', 'quickstart'] : [];
  return [...named, ...datasetWords(evaluation, 'validation', 'evaluation')];
}

type Pair = readonly [name: string, value: string];

/** A dataset as `--task` takes it. */
function datasetPairs(dataset: DatasetConfig, role: 'dataset' | 'evaluation'): Pair[] {
  const named = (name: string): string => (role === 'dataset' ? name : `${role}-${name}`);
  if (dataset.kind === 'quickstart') {
    return [
      [role, 'quickstart'],
      [named('split'), dataset.split],
    ];
  }
  const { kind: _kind, path, ...facts } = dataset;
  return [[role, path], ...Object.entries(facts).map(([name, value]): Pair => [named(name), String(value)])];
}

/** A further task as `--task` takes it; it says all, whatever the first task is. */
function taskWord({
  dataset,
  evaluation,
  model,
  reading = {},
  normalisation,
  shifts,
  weight,
}: PretrainTaskConfig): string {
  const pairs: Pair[] = [
    ...datasetPairs(dataset, 'dataset'),
    ...(evaluation === null ? [['evaluation', 'none'] as const] : datasetPairs(evaluation, 'evaluation')),
    ['model', model],
    ...Object.entries(reading).map(([name, value]): Pair => [flagOf(name).slice(2), String(value)]),
    ...(normalisation === undefined ? [] : [['normalisation', normalisation] as const]),
    ['corruption', shifts.map(shiftName).join()],
    ...(weight === 1 ? [] : [['weight', String(weight)] as const]),
  ];
  return pairs.map((pair) => pair.join('=')).join();
}

/** The command that repeats a pre-training, for a shell. What it leaves out is what `lab pretrain` takes by itself. */
export function pretrainCommand(config: PretrainConfig): string {
  return commandText([
    ...['lab', 'pretrain'],
    ...datasetWords(config.dataset, 'train'),
    ...evaluationWords(config),
    ...(config.model === 'quickstart' ? [] : ['--model', config.model]),
    ...readingWords(config.reading),
    ...shiftWords(config.shifts, validationCorruptionNames),
    ...config.tasks.flatMap((task) => ['--task', taskWord(task)]),
    ...changedSettings(pretrainConfigSchema.shape, config, own).flatMap(([name, value]) =>
      flags.includes(name) ? [flagOf(name), value] : ['--opt', `${name}=${value}`],
    ),
  ]);
}

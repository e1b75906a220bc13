import { changedSettings, commandText, datasetWords, flagOf, readingWords, shiftWords } from './command-words.ts';
import { validationCorruptionNames } from './corruptions.ts';
import { pretrainConfigSchema, type PretrainConfig } from './pretrain-config.ts';

/** Settings that have words of their own below. */
const own: readonly string[] = ['dataset', 'evaluation', 'model', 'reading', 'shifts'];
/** Settings that are flags; all others are given with `--opt`. */
const flags: readonly string[] = ['engine', 'threads'];

/** Embedded images are compared on embedded ones unless something else is said; a folder's on nothing. */
function evaluationWords({ dataset, evaluation }: PretrainConfig): string[] {
  const embedded = dataset.kind === 'quickstart';
  if (evaluation === null) return embedded ? ['--evaluation', 'none'] : [];
  const named = evaluation.kind === 'quickstart' && !embedded ? ['--evaluation', 'quickstart'] : [];
  return [...named, ...datasetWords(evaluation, 'validation', 'evaluation')];
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
    ...changedSettings(pretrainConfigSchema.shape, config, own).flatMap(([name, value]) =>
      flags.includes(name) ? [flagOf(name), value] : ['--opt', `${name}=${value}`],
    ),
  ]);
}

import { changedSettings, commandText, datasetWords, flagOf, readingWords, shiftWords } from './command-words.ts';
import { corruptionNames } from './corruptions.ts';
import { runConfigSchema, type RunConfig } from './run-config.ts';

/** Settings that have words of their own below. */
const own: readonly string[] = ['dataset', 'model', 'reading', 'method', 'mgg', 'options', 'shifts'];

/** The embedded generators go with the embedded model by themselves. */
const isUsualMgg = ({ model, mgg, method }: RunConfig): boolean =>
  mgg === null || (model === 'quickstart' && mgg === (method === 'mgtta_lstm' ? 'quickstart-lstm' : 'quickstart'));

/** The command that repeats a run, for a shell. What it leaves out is what `lab run` takes by itself. */
export function runCommand(config: RunConfig): string {
  return commandText([
    ...['lab', 'run', '--method', config.method],
    ...Object.entries(config.options).flatMap(([name, value]) => ['--opt', `${name}=${String(value)}`]),
    ...datasetWords(config.dataset, 'test'),
    ...(config.model === 'quickstart' ? [] : ['--model', config.model]),
    ...readingWords(config.reading),
    ...(isUsualMgg(config) ? [] : ['--mgg', config.mgg!]),
    ...shiftWords(config.shifts, corruptionNames),
    ...changedSettings(runConfigSchema.shape, config, own).flatMap(([name, value]) =>
      value === 'true' ? [flagOf(name)] : [flagOf(name), value],
    ),
  ]);
}

import { corruptionNames } from './corruptions.ts';
import { runConfigSchema, type DatasetConfig, type RunConfig, type Shift } from './run-config.ts';

/** A word of a command line, quoted for POSIX shells where it has to be. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const flagOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function datasetWords(dataset: DatasetConfig): string[] {
  if (dataset.kind === 'quickstart') return dataset.split === 'test' ? [] : ['--split', dataset.split];
  const { path, source, benchmark, corrupted } = dataset;
  return [
    ...['--dataset', path],
    ...(source === undefined ? [] : ['--source', source]),
    ...(benchmark === undefined ? [] : ['--benchmark', benchmark]),
    ...(corrupted ? ['--corrupted'] : []),
  ];
}

/** Names with one severity for all where there is one; else each with its own. */
function shiftWords(shifts: readonly Shift[]): string[] {
  const severities = [...new Set(shifts.flatMap(({ severity }) => (severity === 0 ? [] : [severity])))];
  const names = shifts.map(({ corruption, severity }) =>
    severity === 0 || severities.length === 1 ? corruption : `${corruption}/${severity}`,
  );
  const isTestSet = severities.length === 1 && names.join() === corruptionNames.join();
  return [
    ...(isTestSet ? [] : ['--corruption', names.join()]),
    ...(severities.length === 1 && severities[0] !== 5 ? ['--severity', String(severities[0])] : []),
  ];
}

/** Settings that have words of their own above or below. */
const own: readonly string[] = ['dataset', 'model', 'reading', 'method', 'mgg', 'options', 'shifts'];
const unlimited: readonly string[] = ['images', 'sourceImages'];

function valueWord(name: string, value: unknown): string {
  if (value === null) return unlimited.includes(name) ? 'all' : 'none';
  return Array.isArray(value) ? value.join() : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Settings that are not left at their default. */
function otherWords(config: RunConfig): string[] {
  const values = new Map<string, unknown>(Object.entries(config));
  return Object.entries(runConfigSchema.shape).flatMap(([name, schema]) => {
    const value = values.get(name);
    if (own.includes(name) || JSON.stringify(value) === JSON.stringify(schema.safeParse(undefined).data)) return [];
    return [flagOf(name), valueWord(name, value)];
  });
}

/** The embedded generators go with the embedded model by themselves. */
const isUsualMgg = ({ model, mgg, method }: RunConfig): boolean =>
  mgg === null || (model === 'quickstart' && mgg === (method === 'mgtta_lstm' ? 'quickstart-lstm' : 'quickstart'));

/** The command that repeats a run, for a shell. What it leaves out is what `lab run` takes by itself. */
export function runCommand(config: RunConfig): string {
  const words = [
    ...['lab', 'run', '--method', config.method],
    ...Object.entries(config.options).flatMap(([name, value]) => ['--opt', `${name}=${String(value)}`]),
    ...datasetWords(config.dataset),
    ...(config.model === 'quickstart' ? [] : ['--model', config.model]),
    ...Object.entries(config.reading ?? {}).flatMap(([name, value]) => [flagOf(name), String(value)]),
    ...(isUsualMgg(config) ? [] : ['--mgg', config.mgg!]),
    ...shiftWords(config.shifts),
    ...otherWords(config),
  ];
  return words.map(shellWord).join(' ');
}

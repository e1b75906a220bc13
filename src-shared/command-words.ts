import type { z } from 'zod';
import type { DatasetConfig, Shift } from './run-config.ts';

/** A word of a command line, quoted for POSIX shells where it has to be. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line for a shell. */
export const commandText = (words: readonly string[]): string => words.map(shellWord).join(' ');

export const flagOf = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * The flags of a dataset.
 * @param usualSplit the split of the embedded images that the command takes by itself
 * @param role the flag that names it; those that say more of another one than `dataset` begin with it
 */
export function datasetWords(
  dataset: DatasetConfig,
  usualSplit: string,
  role: 'dataset' | 'evaluation' = 'dataset',
): string[] {
  const flag = (name: string): string => (role === 'dataset' ? `--${name}` : `--${role}-${name}`);
  if (dataset.kind === 'quickstart') return dataset.split === usualSplit ? [] : [flag('split'), dataset.split];
  const { path, source, benchmark, corrupted, domains } = dataset;
  return [
    ...[`--${role}`, path],
    ...(source === undefined ? [] : [flag('source'), source]),
    ...(benchmark === undefined ? [] : [flag('benchmark'), benchmark]),
    ...(corrupted ? [flag('corrupted')] : []),
    ...(domains ? [flag('domains')] : []),
  ];
}

/**
 * Names with one severity for all where there is one; else each with its own.
 * @param usual the corruptions that the command takes by itself
 */
export function shiftWords(shifts: readonly Shift[], usual: readonly string[]): string[] {
  const severities = [...new Set(shifts.flatMap(({ severity }) => (severity === 0 ? [] : [severity])))];
  const names = shifts.map(({ corruption, severity }) =>
    severity === 0 || severities.length === 1 ? corruption : `${corruption}/${severity}`,
  );
  const areUsual = severities.length === 1 && names.join() === usual.join();
  return [
    ...(areUsual ? [] : ['--corruption', names.join()]),
    ...(severities.length === 1 && severities[0] !== 5 ? ['--severity', String(severities[0])] : []),
  ];
}

/** Word for null on a command line. */
export const nullWord = (nullMeans: unknown): 'all' | 'none' => (nullMeans === 'all' ? 'all' : 'none');

function valueWord(schema: z.ZodType, value: unknown): string {
  if (value === null) return nullWord(schema.meta()?.['nullMeans']);
  return Array.isArray(value) ? value.join() : typeof value === 'string' ? value : JSON.stringify(value);
}

/** Names and values of the settings that are not left at their default, but for those in `without`. */
export function changedSettings(
  shape: Readonly<Record<string, z.ZodType>>,
  config: object,
  without: readonly string[],
): [name: string, value: string][] {
  const values = new Map<string, unknown>(Object.entries(config));
  return Object.entries(shape).flatMap(([name, schema]) => {
    const value = values.get(name);
    const isUsual = JSON.stringify(value) === JSON.stringify(schema.safeParse(undefined).data);
    return without.includes(name) || isUsual ? [] : [[name, valueWord(schema, value)] satisfies [string, string]];
  });
}

/** The flags of what is known of a checkpoint besides its file. */
export const readingWords = (reading: object | undefined): string[] =>
  Object.entries(reading ?? {}).flatMap(([name, value]) => [flagOf(name), String(value)]);

import { seedOf } from '../external-run.ts';
import { chosenTagOf, markOf } from '../sweeps/chosen.ts';
import type { AdaptRun } from '../records.ts';
import { optionSettings, settings, type Setting } from './settings.ts';

/** Fact in a file about each row of a table, besides its numbers. */
export interface RowFact {
  readonly name: string;
  /** By row; several values of one row are separated by spaces. */
  readonly values: readonly string[];
}

const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The column of a setting in every file, e.g. `setting.batch_size`, `setting.option.lr`. */
export const settingColumn = ({ key }: Setting): string => `setting.${snake(key)}`;

/** All settings that have columns of their own in files; method and seed have others. */
export function fileSettings(runs: readonly AdaptRun[]): readonly Setting[] {
  const others = settings.filter(({ key }) => key !== 'method' && key !== 'seed');
  return [...optionSettings(runs, (_method, option) => option), ...others];
}

const seedsOf = (runs: readonly AdaptRun[]): number[] => runs.flatMap((run) => seedOf(run) ?? []);

const distinct = (values: readonly (string | null)[]): string =>
  [...new Set(values.filter((value) => value !== null))].join(' ');

/**
 * Seeds and runs behind each row of a table, and the settings in which its rows differ.
 * @param rows the runs of each row
 */
export function rowFacts(rows: readonly (readonly AdaptRun[])[]): RowFact[] {
  const fact = (name: string, of: (runs: readonly AdaptRun[]) => string): RowFact => ({ name, values: rows.map(of) });
  const filled = rows.filter((runs) => runs.length > 0);
  const differing = fileSettings(rows.flat()).filter(
    ({ text }) => new Set(filled.map((runs) => distinct(runs.map(text)))).size > 1,
  );
  return [
    fact('method_id', (runs) => distinct(runs.map(({ method }) => method))),
    fact('n_seeds', (runs) => String(new Set(seedsOf(runs)).size)),
    fact('seeds', (runs) => distinct(seedsOf(runs).map(String))),
    ...(rows.flat().some(({ external }) => external)
      ? [fact('external_from', (runs) => distinct(runs.map(({ external }) => external?.file ?? null)))]
      : []),
    ...(rows.flat().some(({ tags }) => markOf(tags) !== '')
      ? [fact('setting_chosen', (runs) => distinct(runs.map(({ tags }) => chosenTagOf(tags))))]
      : []),
    fact('runs', (runs) => distinct(runs.map(({ id }) => id))),
    ...differing.map((setting) => fact(settingColumn(setting), (runs) => distinct(runs.map(setting.text)))),
  ];
}

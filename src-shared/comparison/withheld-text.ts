import type { Withheld } from '../api/runs.ts';

/** A line for each published table that is not shown, with the settings in which it differs. */
export function withheldLines(tables: readonly Withheld[]): string[] {
  return tables.map(({ source, differences }) => {
    const words = differences.map(({ label, run, published }) => `${label}: ${run}, there ${published}`);
    return `Published values of ${source} are left out: ${words.join('; ')}.`;
  });
}

import type { PublishedStanding, Withheld } from '../../../src-shared/api/runs.ts';

/** A line for each published table that is not shown, with the settings in which it differs. */
export function withheldLines(tables: readonly Withheld[]): string[] {
  return tables.map(({ source, differences }) => {
    const words = differences.map(({ label, run, published }) => `${label}: ${run}, there ${published}`);
    return `Published values of ${source} are left out: ${words.join('; ')}.`;
  });
}

const decimals = 1;

/** What is published of a run's method: what stands beside it, then why the rest doesn't. */
export function publishedLines({ streams, average, ece, others }: PublishedStanding): string[] {
  const bySource = Map.groupBy(streams, ({ source }) => source);
  return [
    ...[...bySource].map(([source, some]) => {
      const values = some.map(
        ({ corruption, severity, value }) =>
          `${severity === 0 ? corruption : `${corruption}/${severity}`} ${value.toFixed(decimals)}`,
      );
      return `${source}: ${values.join(', ')}.`;
    }),
    ...(average ? [`${average.source}: average ${average.value.toFixed(decimals)}.`] : []),
    ...(ece ? [`${ece.source}: average calibration error ${ece.value.toFixed(decimals)}.`] : []),
    ...withheldLines(others),
  ];
}

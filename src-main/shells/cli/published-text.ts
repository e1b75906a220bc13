import type { PublishedStanding } from '../../../src-shared/api/runs.ts';
import { withheldLines } from '../../../src-shared/comparison/withheld-text.ts';

const decimals = 1;

/** Published values of a run's method: those shown, then the others with the reasons. */
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

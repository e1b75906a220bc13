import type { ComparisonRow } from '../comparison/rows.ts';
import type { RunColumns } from '../curves/columns.ts';
import { plannedStreams } from '../runs/streams.ts';
import { chartWords as texts } from './words.ts';
import { placesOf } from './method-looks.ts';
import type { CurveRun } from './types.ts';

/** Places in the palette for rows that are drawn together: the colours of their methods. */
export const placesOfRows = (rows: readonly ComparisonRow[]): number[] =>
  placesOf(rows.map(({ runs }) => runs[0]!.run.method));

/** The runs of rows as they are drawn; those of one row differ in their seed only. */
export function drawnRuns(rows: readonly ComparisonRow[], curveOf: (id: string) => RunColumns | undefined): CurveRun[] {
  const places = placesOfRows(rows);
  return rows.flatMap((row, place) =>
    row.runs.map(({ run }): CurveRun => {
      const shared = {
        id: run.id,
        color: places[place]!,
        method: run.method,
        reset: run.config.policy === 'reset',
        shifts: curveOf(run.id)?.shifts ?? [],
        planned: plannedStreams(run.config),
      };
      return row.runs.length === 1
        ? { ...shared, name: row.label }
        : {
            ...shared,
            name: texts.seedName(row.label, run.config.seed),
            group: { id: row.id, name: row.label },
          };
    }),
  );
}

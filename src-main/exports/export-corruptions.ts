import { corruptionNames, validationCorruptionNames } from '../../src-shared/corruptions.ts';
import { seedOf } from '../../src-shared/external-run.ts';
import type { AdaptRun, ShiftRecord } from '../../src-shared/records.ts';
import { metricOfVisits } from '../../src-shared/metrics/metrics.ts';
import { byShift } from '../../src-shared/runs/streams.ts';
import { toCsv, type Column } from './export-csv.ts';

export interface RunWithShifts {
  readonly run: AdaptRun;
  readonly shifts: readonly ShiftRecord[];
}

type Figure = 'top1' | 'top5' | 'ece';

interface Row {
  readonly run: AdaptRun;
  readonly severity: number;
  /** Percent, by corruption; the mean over its streams where it is met several times. */
  readonly cells: ReadonlyMap<string, number>;
}

const isTestCorruption = (name: string) => corruptionNames.some((known) => known === name);

/** A row per severity. Clean images have severity 0 and stand in a row of their own. */
function rowsOf({ run, shifts }: RunWithShifts, figure: Figure): Row[] {
  const finished = byShift(shifts).flatMap((same) => {
    const { corruption, severity } = same[0]!;
    const fraction = metricOfVisits(figure, same);
    return fraction === null ? [] : [{ corruption, severity, percent: 100 * fraction }];
  });
  const severities = [...new Set(finished.map(({ severity }) => severity))].sort((a, b) => a - b);
  return severities.map((severity) => ({
    run,
    severity,
    cells: new Map(finished.filter((s) => s.severity === severity).map((s) => [s.corruption, s.percent])),
  }));
}

/** Names that are no shift of their own, or serve choices. */
const notTested: readonly string[] = ['clean', 'mixed', ...validationCorruptionNames];

/** The test corruptions of a row; where it has none, its shifts of other names. */
function tested({ cells }: Row): string[] {
  const published = corruptionNames.filter((name) => cells.has(name));
  return published.length > 0 ? published : [...cells.keys()].filter((name) => !notTested.includes(name));
}

function average(row: Row): number | null {
  const values = tested(row).flatMap((name) => row.cells.get(name) ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The paper's layout, in percent: a row per run and severity, a column per corruption (noise, blur, weather, digital),
 * then the average over those of the 15 that were run (`corruptions` says how many; where none was, over shifts of other
 * names), then whatever else the runs hold (validation corruptions, clean or mixed streams, shifts of folders). Each heading ends with what is measured and its unit, e.g.
 * `fog_top1_percent`.
 */
export function corruptionsCsv(runs: readonly RunWithShifts[], figure: Figure): string {
  const rows = runs.flatMap((run) => rowsOf(run, figure));
  const heading = (name: string): string => `${name}_${figure}_percent`;
  const cell = (name: string): Column<Row> => ({ name: heading(name), value: ({ cells }) => cells.get(name) });
  const others = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))].filter((name) => !isTestCorruption(name));
  return toCsv(rows, [
    { name: 'method', value: ({ run }) => run.method },
    { name: 'name', value: ({ run }) => run.name },
    { name: 'run', value: ({ run }) => run.id },
    { name: 'seed', value: ({ run }) => seedOf(run) },
    ...(runs.some(({ run }) => run.external)
      ? [{ name: 'external_from', value: ({ run }: Row) => run.external?.file }]
      : []),
    { name: 'severity', value: ({ severity }) => severity },
    ...corruptionNames.map(cell),
    { name: heading('average'), value: average },
    { name: 'corruptions', value: (row) => tested(row).length },
    ...others.map(cell),
  ]);
}

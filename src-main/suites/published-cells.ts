import type { Withheld } from '../../src-shared/api/runs.ts';
import type { PublishedDifference } from '../../src-shared/published/differences.ts';
import { imagesPerShift, type PublishedValues } from '../runs/published-values.ts';
import { corruptionColumns } from './columns.ts';
import type { IdentifiedRun } from './match-runs.ts';
import type { PrintedCell, RunResult, Suite } from './suite.ts';

/** The printed numbers that stand in a table, since its runs have their protocol, and why the others don't. */
export interface PublishedCells {
  readonly at: (row: string, column: string) => Pick<PrintedCell, 'value' | 'source'> | null;
  /** Each protocol once. */
  readonly withheld: readonly Withheld[];
}

/** A run of a suite, with the stored one that is the same. */
export interface PlannedResult {
  readonly run: IdentifiedRun;
  readonly result: RunResult | undefined;
}

const ofCorruption: ReadonlySet<string> = new Set(corruptionColumns.map(({ id }) => id));
const place = (row: string, column: string): string => `${row}/${column}`;

/**
 * Decides which printed numbers a table shows. A column of means shows one where all of its parts may; a cell without runs
 * one unless others of its column may not.
 */
export async function publishedCells(
  suite: Suite,
  results: readonly PlannedResult[],
  values: PublishedValues,
): Promise<PublishedCells> {
  const withheld = new Map<string, Withheld>();
  const different = new Set<string>();
  for (const { run, result } of results) {
    const { row, columns } = run.planned;
    const known = result ? { ...run, provenance: result.run.provenance } : { ...run, provenance: null };
    const tested = await values.tested(known, imagesPerShift(run, result?.shifts ?? []));
    const found = new Map<string, Promise<readonly PublishedDifference[]>>();
    for (const column of columns) {
      const cell = suite.published(row, column);
      if (!cell) continue;
      const printed = await values.completed(cell.config, cell.checkpoint, cell.images);
      const ofStream = ofCorruption.has(column);
      const key = JSON.stringify([ofStream, printed.config]);
      const differing = found.get(key) ?? values.differences(tested, printed, ofStream);
      found.set(key, differing);
      const differences = [...(await differing)];
      if (differences.length === 0) continue;
      different.add(place(row, column)).add(column);
      withheld.set(JSON.stringify([cell.source, differences]), { source: cell.source, differences });
    }
  }
  const planned = new Set(results.flatMap(({ run }) => run.planned.columns.map((id) => place(run.planned.row, id))));
  const isWithheld = (row: string, column: string): boolean =>
    planned.has(place(row, column)) ? different.has(place(row, column)) : different.has(column);
  return {
    at(row, column) {
      const parts = suite.columns.find(({ id }) => id === column)?.meanOf ?? [column];
      return parts.some((part) => isWithheld(row, part)) ? null : suite.published(row, column);
    },
    withheld: [...withheld.values()],
  };
}

import type { SuitePart } from '../../src-shared/api/lab.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { PlannedRun, Suite } from './suite.ts';

type Named = readonly { readonly id: string }[];

function requireKnown(asked: readonly string[] | undefined, known: Named, listed = known): void {
  const unknown = asked?.find((id) => !known.some((one) => one.id === id));
  if (unknown === undefined) return;
  const hint = `It has ${listed.map(({ id }) => (id.includes(',') ? `"${id}"` : id)).join(', ')}.`;
  throw new LabError('not-found', `The suite's table has no row or column "${unknown}".`, hint);
}

/**
 * Which runs of a suite belong to a part of its table: those that fill a cell in its rows and columns. A column of means
 * stands for those that it is made of.
 * @throws LabError `not-found` for a row or column that the table does not have
 */
export function partFilter({ rows, columns }: Suite, part: SuitePart): (planned: PlannedRun) => boolean {
  // A method's name stands for all rows that have it.
  const named = rows.flatMap(({ id, method }) => [{ id }, { id: method }]);
  requireKnown(part.rows, named, rows);
  requireKnown(part.columns, columns);
  const methodOf = new Map(rows.map(({ id, method }) => [id, method]));
  const wanted =
    part.columns &&
    new Set(columns.filter(({ id }) => part.columns?.includes(id)).flatMap(({ id, meanOf }) => meanOf ?? [id]));
  return (planned) =>
    (part.rows?.some((row) => row === planned.row || row === methodOf.get(planned.row)) ?? true) &&
    (!wanted || planned.columns.some((column) => wanted.has(column)));
}

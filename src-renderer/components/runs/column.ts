import type { RunRecord, ShiftRecord } from '../../../src-shared/records.ts';
import type { FiguresUnderWay } from '../../../src-shared/run-figures.ts';
import type { FieldValue, FilterField } from '../../../src-shared/runs/filter.ts';
import { formatCompact } from '../../format.ts';
import { glossaryIdOf } from '../../texts/glossary.ts';
import { t } from '../../texts/index.ts';

/** Headings that the columns are listed under. */
export const columnTopics = ['run', 'result', 'setting', 'option', 'shift'] as const;
type ColumnTopic = (typeof columnTopics)[number];

/** A column of the table of runs; also what its runs are sorted, filtered and grouped by. */
export interface Column extends FilterField<RunRecord> {
  readonly id: string;
  /** @param progress of a run under way, newer than its record */
  readonly read: (run: RunRecord, progress?: FiguresUnderWay) => FieldValue;
  readonly label: string;
  /** The full name where the label is short. */
  readonly title: string | undefined;
  readonly topic: ColumnTopic;
  /** In rem. */
  readonly width: number;
  readonly numeric: boolean;
  readonly sortable: boolean;
  /** Sort key, if not its value. */
  readonly sortBy: ((run: RunRecord) => FieldValue) | undefined;
  /** Decimals of the spread behind a mean over several runs; undefined where it has none. */
  readonly spreadDecimals: number | undefined;
  /** A value as the table shows it. */
  readonly write: (value: string | number) => string;
}

/** Data that columns read besides the run itself. */
export interface ColumnContext {
  readonly nameOf: (run: RunRecord) => string;
  readonly methodName: (id: string) => string;
  readonly optionLabel: (method: string, option: string) => string;
  /** Undefined while they are not fetched. */
  readonly shiftsOf: (id: string) => readonly ShiftRecord[] | undefined;
  /** The run that others are compared with. */
  readonly baseline: RunRecord | undefined;
}

/** A column from what is particular about it. */
export function columnOf(
  column: Pick<Column, 'id' | 'topic' | 'width' | 'read'> & Partial<Column> & { readonly isNumber?: boolean },
): Column {
  const { isNumber = false, ...given } = column;
  const kind = given.kind ?? (isNumber ? 'number' : 'text');
  const label = given.label ?? t.runs.column[given.id as keyof typeof t.runs.column];
  return {
    ...{ title: t.runs.columnTitle[given.id], kind, measured: false, sortable: true, sortBy: undefined },
    spreadDecimals: undefined,
    ...{ numeric: kind === 'number' || kind === 'duration', names: [given.id, label] },
    write: (value) => (typeof value === 'number' ? formatCompact(value) : value),
    ...given,
    label,
    // Room for the `?` beside the name.
    width: given.width + (isNumber && glossaryIdOf(given.id) !== undefined ? 1 : 0),
  };
}

import { z } from 'zod';
import { persisted, type Persisted } from '../../state/persisted.svelte.ts';
import { usualColumns } from './columns.ts';

const schema = z.object({
  columns: z.array(z.string()),
  sort: z.strictObject({ column: z.string(), descending: z.boolean() }),
  /** Columns to group by, in the order in which they were chosen. */
  groupBy: z.array(z.string()).default([]),
  /** Groups whose runs are not shown, by key. */
  closed: z.array(z.string()).max(2000).default([]),
});
export type RunsView = z.output<typeof schema>;

/** How the user wants the table of runs; kept over restarts. */
export function runsView(): Persisted<RunsView> {
  return persisted('runs', schema, () => ({
    columns: [...usualColumns],
    sort: { column: 'created', descending: true },
    groupBy: [],
    closed: [],
  }));
}

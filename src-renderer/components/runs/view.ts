import { z } from 'zod';
import { persisted, type Persisted } from '../../state/persisted.svelte.ts';
import { columnIds, usualColumns, type ColumnId } from './columns.ts';

const schema = z.strictObject({
  columns: z.array(z.enum(columnIds)),
  sort: z.strictObject({ column: z.enum(columnIds), descending: z.boolean() }),
  grouped: z.boolean(),
});
export type RunsView = z.output<typeof schema>;

/** How the user wants the table of runs; kept over restarts. */
export function runsView(): Persisted<RunsView> {
  const columns: ColumnId[] = [...usualColumns];
  return persisted('runs', schema, () => ({
    columns: [...columns],
    sort: { column: 'created' as const, descending: true },
    grouped: false,
  }));
}

import type { Query, QueryInput } from '../../router.svelte.ts';
import type { RunsView } from './view.ts';

type LinkedView = Pick<RunsView, 'columns' | 'sort' | 'groupBy'>;

const listed = (text: string): string[] => text.split(',').filter((id) => id !== '');

/** How the table looks, as a link says it: `sort=-created` is newest first. */
export function viewQuery({ columns, sort, groupBy }: LinkedView): QueryInput<'runs'> {
  return {
    columns: columns.join(','),
    sort: `${sort.descending ? '-' : ''}${sort.column}`,
    by: groupBy.join(',') || undefined,
  };
}

/** State of the table from a link; undefined if missing or incomplete. */
export function linkedView({ columns, sort, by = '' }: Query<'runs'>): LinkedView | undefined {
  if (columns === undefined || sort === undefined) return undefined;
  const column = sort.replace(/^-/, '');
  return { columns: listed(columns), sort: { column, descending: column !== sort }, groupBy: listed(by) };
}

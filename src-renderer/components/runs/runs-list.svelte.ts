import type { Group } from '../../../src-shared/runs/groups.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { methods } from '../../lab/lists.svelte.ts';
import { runs } from '../../lab/runs.svelte.ts';
import { settings } from '../../lab/settings.svelte.ts';
import type { Query } from '../../router.svelte.ts';
import { t } from '../../texts/index.ts';
import { optionLabel } from '../../../src-shared/comparison/option-label.ts';
import { ShiftsFeed } from '../compare/shifts-feed.svelte.ts';
import type { Column, ColumnContext } from './column.ts';
import { columnsOf, shownColumns, sortRuns } from './columns.ts';
import { filterKeys, filterRuns, readFilters, searchFilter } from './filters.ts';
import { needsShifts } from './found-columns.ts';
import { groupRuns } from './grouping.ts';
import { groupedLines, linesOf, type Line } from './lines.ts';
import { runsView } from './view.ts';

/** The runs that the page shows, and how: columns, filters, order and groups. */
export class RunsList {
  readonly #query: () => Query<'runs'>;
  readonly shifts = new ShiftsFeed();
  readonly view = runsView();

  constructor(query: () => Query<'runs'>) {
    this.#query = query;
  }

  readonly search = $derived.by(() => this.#query().q ?? '');
  readonly filters = $derived.by(() => readFilters(this.#query()));
  readonly isFiltered = $derived(this.search !== '' || filterKeys.some((key) => this.filters[key].length > 0));
  readonly baselineId = $derived(settings.value?.baselineRun ?? null);
  readonly baseline = $derived(this.baselineId === null ? undefined : runs.get(this.baselineId));
  readonly #context = $derived.by((): ColumnContext => ({
    nameOf: (run) => runs.nameOf(run),
    methodName: (id) => this.methodName(id),
    optionLabel: optionLabel(methods.value),
    shiftsOf: (id) => this.shifts.get(id),
    baseline: this.baseline,
  }));
  readonly allColumns = $derived<readonly Column[]>(columnsOf(runs.list, this.#context));
  readonly filter = $derived(searchFilter(this.search, this.allColumns, this.#context));
  readonly #found = $derived(filterRuns(runs.list, this.filters, this.filter));
  readonly found = $derived.by(() => {
    const { column, descending } = this.view.current.sort;
    return sortRuns(
      this.#found,
      this.allColumns.find(({ id }) => id === column),
      descending,
    );
  });
  readonly columns = $derived(shownColumns(this.allColumns, this.view.current.columns, this.baseline !== undefined));
  readonly groupBy = $derived<readonly string[]>(this.view.current.groupBy);
  readonly groups = $derived<readonly Group<RunRecord>[]>(
    this.groupBy.length === 0 ? [] : groupRuns(this.found, this.groupBy, this.allColumns),
  );
  readonly lines = $derived.by((): readonly Line[] => {
    if (this.groupBy.length === 0) return linesOf(this.found);
    const { closed } = this.view.current;
    return groupedLines(this.groups, (key) => closed.includes(key));
  });
  /** Whether a column of a stream is shown, sorted by or asked for. */
  readonly #readsShifts = $derived.by(() => {
    const { column } = this.view.current.sort;
    return this.allColumns.some(
      (one) =>
        needsShifts(one) && (this.columns.includes(one) || one.id === column || this.filter.fields.includes(one)),
    );
  });

  /**
   * Runs whose streams must be fetched: all of them where columns read them; else, where there are differences to a
   * baseline, those in view, since they decide what may be compared.
   */
  wantsShifts(inView: readonly RunRecord[]): string[] {
    const { baseline } = this;
    const wanted = this.#readsShifts ? runs.list : baseline ? [baseline, ...inView] : [];
    return wanted.flatMap(({ id, kind }) => (kind === 'adapt' ? [id] : []));
  }

  methodName(id: string): string {
    return methods.value?.find((method) => method.id === id)?.name ?? (id === 'mgg' ? t.runs.generator : id);
  }

  sortBy({ id, numeric }: Column): void {
    const { sort } = this.view.current;
    const descending = sort.column === id ? !sort.descending : numeric || id === 'created';
    this.view.current.sort = { column: id, descending };
  }

  toggleColumn(id: string): void {
    const { columns } = this.view.current;
    this.view.current.columns = columns.includes(id) ? columns.filter((one) => one !== id) : [...columns, id];
  }

  toggleGrouping(id: string): void {
    const { groupBy } = this.view.current;
    this.view.current.groupBy = groupBy.includes(id) ? groupBy.filter((one) => one !== id) : [...groupBy, id];
  }

  toggleGroup(key: string): void {
    const { closed } = this.view.current;
    this.view.current.closed = closed.includes(key) ? closed.filter((one) => one !== key) : [...closed, key];
  }

  closeGroups(close: boolean): void {
    this.view.current.closed = close ? this.groups.map(({ key }) => key) : [];
  }
}

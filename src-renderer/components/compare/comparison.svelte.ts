import { comparisonColumns, comparisonTable } from '../../../src-shared/comparison/comparison-table.ts';
import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import { protocolLines } from '../../../src-shared/comparison/protocol-lines.ts';
import { comparisonRows } from '../../../src-shared/comparison/rows.ts';
import { comparisonWarnings } from '../../../src-shared/comparison/warnings.ts';
import { metrics, type Metric } from '../../../src-shared/metrics/metrics.ts';
import { comparedCategories, tableBars } from '../../../src-shared/charts/comparison-charts.ts';
import { lossSeries } from '../../../src-shared/charts/loss-series.ts';
import { drawnRuns, placesOfRows } from '../../../src-shared/charts/row-runs.ts';
import { methods } from '../../lab/lists.svelte.ts';
import { runs } from '../../lab/runs.svelte.ts';
import type { CurveFeed } from '../run/curve-feed.svelte.ts';
import { shiftLabel } from '../../texts/corruptions.ts';
import { optionLabel } from '../../../src-shared/comparison/option-label.ts';
import type { ShiftsFeed } from './shifts-feed.svelte.ts';

/** Contents of a comparison of runs, kept up to date. */
export class Comparison {
  readonly #ids: () => readonly string[];
  readonly #metric: () => Metric;
  readonly #shifts: ShiftsFeed;
  readonly #curves: CurveFeed;

  constructor(
    ids: () => readonly string[],
    metric: () => Metric,
    feeds: { readonly shifts: ShiftsFeed; readonly curves: CurveFeed },
  ) {
    this.#ids = ids;
    this.#metric = metric;
    this.#shifts = feeds.shifts;
    this.#curves = feeds.curves;
  }

  readonly found = $derived.by(() => this.#ids().flatMap((id) => runs.get(id) ?? []));
  readonly pretrainings = $derived(this.found.filter((run) => run.kind === 'pretrain'));
  readonly compared = $derived.by(() =>
    this.found.flatMap((run): ComparedRun[] =>
      run.kind === 'adapt' ? [{ run, shifts: this.#shifts.get(run.id) ?? [] }] : [],
    ),
  );
  readonly adaptations = $derived(this.compared.map(({ run }) => run));
  readonly rows = $derived.by(() => comparisonRows(this.compared, this.#metric()));
  readonly columns = $derived.by(() => comparisonColumns(this.compared, this.#metric()));
  readonly table = $derived.by(() =>
    comparisonTable(this.rows, this.columns, this.#metric(), (id) => runs.progress(id)),
  );
  readonly warnings = $derived(comparisonWarnings(this.rows));
  readonly unfinished = $derived(this.adaptations.filter(({ status }) => status !== 'done').length);
  readonly lines = $derived(protocolLines(this.adaptations, optionLabel(methods.value)));
  /** Whether accuracies start anew with each stream. */
  readonly restart = $derived(this.adaptations.every(({ config }) => config.policy === 'reset'));

  /** Places in the palette, by row. */
  readonly places = $derived(placesOfRows(this.rows));
  readonly drawn = $derived.by(() => drawnRuns(this.rows, (id) => this.#curves.get(id)));

  readonly categories = $derived(comparedCategories(this.columns, shiftLabel));
  readonly bars = $derived.by(() =>
    tableBars(
      this.table,
      this.rows.map(({ id, label }, place) => ({ id, label, color: this.places[place]! })),
      this.categories,
      metrics[this.#metric()].percent,
    ),
  );

  readonly losses = $derived.by(() =>
    lossSeries(
      this.pretrainings,
      (id) => this.#curves.get(id),
      (run) => runs.nameOf(run),
    ),
  );
}

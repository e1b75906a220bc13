import type { RunCurve } from '../../../src-shared/api/runs.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import { connection, lab } from '../../lab/client.ts';
import { appendCurve } from './append-curve.ts';

/** Curves of some runs, fetched once and kept up to date by the rows that the lab tells of. */
export class CurveFeed {
  #curves = $state.raw<ReadonlyMap<string, RunCurve>>(new Map());
  error = $state.raw<ErrorMessage>();
  #wanted = new Set<string>();
  /** Rows that came while a curve was being fetched. */
  readonly #early = new Map<string, RunCurve[]>();

  get(id: string): RunCurve | undefined {
    return this.#curves.get(id);
  }

  /** Follows these runs and no others; what is known of them already stays. */
  follow(ids: readonly string[]): void {
    this.#wanted = new Set(ids);
    const missing = ids.filter((id) => !this.#curves.has(id) && !this.#early.has(id));
    if (missing.length > 0) void this.#fetch(missing);
  }

  /** Listens to the lab. @returns the function that ends it */
  listen(): () => void {
    const ends = [
      connection.on('curve', (rows) => this.#add(rows)),
      connection.on('rewound', ({ runId }) => void (this.#wanted.has(runId) && this.#fetch([runId]))),
      connection.onFresh(() => void this.#fetch([...this.#wanted])),
    ];
    return () => ends.forEach((end) => end());
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const id of ids) this.#early.set(id, []);
    try {
      const fetched = await lab.getCurves({ ids: [...ids] });
      const next = new Map(this.#curves);
      for (const curve of fetched) next.set(curve.runId, this.#withEarly(curve));
      this.#curves = next;
      this.error = undefined;
    } catch (error) {
      this.error = toErrorMessage(error);
    } finally {
      for (const id of ids) this.#early.delete(id);
    }
  }

  #withEarly(curve: RunCurve): RunCurve {
    const rows = this.#early.get(curve.runId) ?? [];
    return rows.reduce((joined, event) => appendCurve(joined, event) ?? joined, curve);
  }

  #add(rows: RunCurve): void {
    const { runId } = rows;
    if (!this.#wanted.has(runId)) return;
    const early = this.#early.get(runId);
    if (early) {
      early.push(rows);
      return;
    }
    const known = this.#curves.get(runId);
    const next = known && appendCurve(known, rows);
    if (next) this.#curves = new Map(this.#curves).set(runId, next);
    else void this.#fetch([runId]);
  }
}

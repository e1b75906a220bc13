import type { RunCurve } from '../../../src-shared/api/runs.ts';
import type { RunColumns } from '../../../src-shared/curves/columns.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import { connection, lab } from '../../lab/client.ts';
import { appendCurve, emptyColumns } from './append-curve.ts';

/** So many curves are asked for at once that reading the answer does not keep the page from answering. */
const curvesPerCall = 20;

/** Curves of some runs, fetched once and kept up to date by the lab's events. */
export class CurveFeed {
  #curves = $state.raw<Readonly<Record<string, RunColumns>>>({});
  error = $state.raw<ErrorMessage>();
  #wanted: readonly string[] = [];
  /** Rows that came while a curve was being fetched. */
  #early: Readonly<Record<string, readonly RunCurve[]>> = {};

  get(id: string): RunColumns | undefined {
    return this.#curves[id];
  }

  /** Follows these runs and no others; what is known of them already stays. */
  follow(ids: readonly string[]): void {
    this.#wanted = ids;
    void this.#fetch(ids.filter((id) => this.#curves[id] === undefined && this.#early[id] === undefined));
  }

  /** Listens to the lab. @returns the function that ends it */
  listen(): () => void {
    const ends = [
      connection.on('curve', (rows) => this.#add(rows)),
      connection.on('rewound', ({ runId }) => {
        if (this.#wanted.includes(runId)) void this.#fetch([runId]);
      }),
      connection.onFresh(() => void this.#fetch(this.#wanted)),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    if (ids.length > curvesPerCall) {
      await this.#fetch(ids.slice(0, curvesPerCall));
      await this.#fetch(ids.slice(curvesPerCall).filter((id) => this.#wanted.includes(id)));
      return;
    }
    if (ids.length === 0) return;
    this.#early = { ...this.#early, ...Object.fromEntries(ids.map((id) => [id, []])) };
    try {
      const fetched = await lab.getCurves({ ids: [...ids] });
      const complete = fetched.map((curve) => [curve.runId, this.#withEarly(curve)] as const);
      this.#curves = { ...this.#curves, ...Object.fromEntries(complete) };
      this.error = undefined;
    } catch (error) {
      this.error = toErrorMessage(error);
    } finally {
      this.#early = Object.fromEntries(Object.entries(this.#early).filter(([id]) => !ids.includes(id)));
    }
  }

  #withEarly(curve: RunCurve): RunColumns {
    const rows = [curve, ...(this.#early[curve.runId] ?? [])];
    return rows.reduce((joined, event) => appendCurve(joined, event) ?? joined, emptyColumns(curve.runId));
  }

  #add(rows: RunCurve): void {
    const { runId } = rows;
    if (!this.#wanted.includes(runId)) return;
    const early = this.#early[runId];
    if (early) {
      this.#early = { ...this.#early, [runId]: [...early, rows] };
      return;
    }
    const known = this.#curves[runId];
    const next = known && appendCurve(known, rows);
    if (next) this.#curves = { ...this.#curves, [runId]: next };
    else void this.#fetch([runId]);
  }
}

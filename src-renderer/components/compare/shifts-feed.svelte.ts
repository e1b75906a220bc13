import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { ShiftRecord } from '../../../src-shared/records.ts';
import { connection, lab } from '../../lab/client.ts';

/** Streams that end together are fetched together. */
const gatherMs = 250;

/** So many runs are asked for at once that reading the answer does not keep the page from answering. */
const runsPerCall = 50;

/** The streams of some runs with their summaries, fetched again when one of them is done. */
export class ShiftsFeed {
  #shifts = $state.raw<Readonly<Record<string, readonly ShiftRecord[]>>>({});
  error = $state.raw<ErrorMessage>();
  #wanted: readonly string[] = [];
  #due: readonly string[] = [];
  /** The stream that each run is on, to notice when it goes to the next one. */
  readonly #under: Record<string, string | null> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  get(id: string): readonly ShiftRecord[] | undefined {
    return this.#shifts[id];
  }

  /** Follows these runs and no others. */
  follow(ids: readonly string[]): void {
    this.#wanted = ids;
    this.#ask(ids.filter((id) => this.#shifts[id] === undefined));
  }

  /** Listens to the lab. @returns the function that ends it */
  listen(): () => void {
    const ends = [
      connection.on('run', ({ id }) => this.#ask([id])),
      connection.on('progress', ({ runId, shift }) => {
        if (this.#under[runId] === shift) return;
        this.#under[runId] = shift;
        this.#ask([runId]);
      }),
      connection.onFresh(() => this.#ask(this.#wanted)),
    ];
    return () => {
      clearTimeout(this.#timer);
      ends.forEach((end) => end());
    };
  }

  #ask(ids: readonly string[]): void {
    const asked = ids.filter((id) => this.#wanted.includes(id) && !this.#due.includes(id));
    this.#due = [...this.#due, ...asked];
    if (this.#due.length === 0) return;
    // Runs of which no streams are known are fetched at once.
    const wait = this.#due.some((id) => this.#shifts[id] === undefined) ? 0 : gatherMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), wait);
  }

  async #fetch(): Promise<void> {
    const ids = this.#due.filter((id) => this.#wanted.includes(id));
    this.#due = [];
    if (ids.length === 0) return;
    try {
      for (let first = 0; first < ids.length; first += runsPerCall) {
        const fetched = await lab.getShifts({ ids: ids.slice(first, first + runsPerCall) });
        const known = Object.fromEntries(fetched.map(({ runId, shifts }) => [runId, shifts]));
        this.#shifts = { ...this.#shifts, ...known };
      }
      this.error = undefined;
    } catch (error) {
      this.error = toErrorMessage(error);
    }
  }
}

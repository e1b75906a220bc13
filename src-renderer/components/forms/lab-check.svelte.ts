import { untrack } from 'svelte';
import type { Estimate, RunWarning } from '../../../src-shared/api/runs.ts';
import type { ErrorMessage } from '../../../src-shared/errors.ts';
import { runs } from '../../lab/runs.svelte.ts';

const checkAfter = 250;
/** After the check. */
const estimateAfter = 450;

/** The lab's answer; warnings or an estimate that it leaves out stay unchanged. */
export interface Answer {
  readonly problems?: readonly ErrorMessage[];
  readonly warnings?: readonly RunWarning[];
  readonly estimate?: Estimate;
}

export interface Questions<Asked> {
  /** Request of the form; undefined while it is not valid. */
  readonly asked: () => Asked | undefined;
  /** Finds at once what is wrong; there is no estimate then. Without it, the estimate finds that. */
  readonly check?: (asked: Asked, signal: AbortSignal) => Promise<Answer>;
  /** @param signal aborted when it is not wanted any more: the lab drops it then */
  readonly estimate: (asked: Asked, signal: AbortSignal) => Promise<Answer>;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The lab's answer about a form: problems and estimated time. Asked a moment after each
 * change, as long as the component that makes it is there.
 */
export class LabCheck<Asked> {
  problems = $state.raw<readonly ErrorMessage[]>([]);
  /** Findings that are not wrong, but probably not intended. */
  warnings = $state.raw<readonly RunWarning[]>([]);
  estimate = $state.raw<Estimate>();
  estimating = $state(false);
  readonly #questions: Questions<Asked>;
  /** Drops what was asked before. */
  #latest = new AbortController();

  constructor(questions: Questions<Asked>) {
    this.#questions = questions;
    $effect(() => {
      const asked = questions.asked();
      void untrack(() => this.#ask(asked));
      return () => this.#latest.abort();
    });
    // A run that ends makes room for the calibration that an estimate may be waiting for.
    const busy = $derived(runs.active.length > 0);
    $effect(() => {
      if (!busy && untrack(() => this.estimate?.seconds === null)) void untrack(() => this.#ask(questions.asked()));
    });
  }

  async #ask(asked: Asked | undefined): Promise<void> {
    const { check, estimate } = this.#questions;
    this.#latest.abort();
    this.#latest = new AbortController();
    const { signal } = this.#latest;
    const outdated = (): boolean => signal.aborted;
    this.estimating = false;
    if (asked === undefined || !check) this.problems = [];
    if (asked === undefined) {
      this.warnings = [];
      this.estimate = undefined;
      return;
    }
    await wait(checkAfter);
    if (outdated()) return;
    if (check) {
      const answer = await check(asked, signal);
      if (outdated()) return;
      this.#take(answer);
      if (this.problems.length > 0) return;
    }
    await wait(estimateAfter);
    if (outdated()) return;
    this.estimating = true;
    const answer = await estimate(asked, signal);
    if (outdated()) return;
    this.#take(answer);
    this.estimating = false;
  }

  #take({ problems = [], warnings, estimate }: Answer): void {
    this.problems = problems;
    this.warnings = warnings ?? this.warnings;
    this.estimate = problems.length > 0 ? undefined : (estimate ?? this.estimate);
  }
}

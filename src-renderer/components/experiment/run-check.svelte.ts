import type { Estimate, RunWarning } from '../../../src-shared/api/runs.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import { lab } from '../../lab/client.ts';
import type { PlannedRun } from './form-state.ts';

const checkAfter = 250;
const estimateAfter = 700;

export interface CheckedProblem {
  readonly method: string;
  readonly error: ErrorMessage;
}

interface Checked {
  readonly problems: readonly CheckedProblem[];
  readonly warnings: readonly RunWarning[];
}

/** What the lab says about planned runs: what is wrong with them, how long they take. Asked a moment after each change. */
export class RunCheck {
  problems = $state.raw<readonly CheckedProblem[]>([]);
  /** What is not wrong but hardly meant. */
  warnings = $state.raw<readonly RunWarning[]>([]);
  estimate = $state.raw<Estimate>();
  estimating = $state(false);
  checking = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;

  /** @param runs nothing to check when empty */
  ask(runs: readonly PlannedRun[]): void {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    this.checking = runs.length > 0;
    this.estimating = false;
    if (runs.length === 0) {
      this.problems = [];
      this.warnings = [];
      this.estimate = undefined;
      return;
    }
    this.#timer = setTimeout(() => void this.#check(runs, generation), checkAfter);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#generation += 1;
  }

  async #check(runs: readonly PlannedRun[], generation: number): Promise<void> {
    const perMethod = [...Map.groupBy(runs, ({ method }) => method.id).values()].flatMap((same) => same.slice(0, 1));
    const results = await Promise.all(
      perMethod.map(async ({ method, config }): Promise<Checked> => {
        try {
          return { problems: [], warnings: (await lab.checkRun({ config })).warnings };
        } catch (error) {
          return { problems: [{ method: method.name, error: toErrorMessage(error) }], warnings: [] };
        }
      }),
    );
    if (generation !== this.#generation) return;
    this.problems = results.flatMap(({ problems }) => problems);
    this.warnings = results
      .flatMap(({ warnings }) => warnings)
      .filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index);
    this.checking = false;
    if (this.problems.length > 0) {
      this.estimate = undefined;
      return;
    }
    const configs = runs.map(({ config }) => config);
    this.#timer = setTimeout(() => void this.#estimate(configs, generation), estimateAfter - checkAfter);
  }

  async #estimate(configs: readonly RunConfig[], generation: number): Promise<void> {
    this.estimating = true;
    let estimate: Estimate;
    try {
      estimate = await lab.estimateRuns({ configs: [...configs] });
    } catch (error) {
      // What keeps the calibration from running, e.g. an engine that is not there, keeps the run from it, too.
      estimate = { seconds: null, basis: toErrorMessage(error).message };
    }
    if (generation !== this.#generation) return;
    this.estimate = estimate;
    this.estimating = false;
  }
}

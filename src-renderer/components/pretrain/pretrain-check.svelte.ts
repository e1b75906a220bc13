import type { PretrainEstimate } from '../../../src-shared/api/runs.ts';
import { toErrorMessage, type ErrorMessage, type LabErrorCode } from '../../../src-shared/errors.ts';
import type { PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { lab } from '../../lab/client.ts';

const askAfter = 600;

/** Errors of an estimate that the pre-training itself would run into. */
const telling: readonly LabErrorCode[] = [
  'bad-option',
  'bad-input',
  'not-found',
  'bad-checkpoint',
  'unanswered',
  'engine-unavailable',
];

/** What the lab says about a pre-training: what is wrong with it, how long it takes. Asked a moment after each change. */
export class PretrainCheck {
  problem = $state.raw<ErrorMessage>();
  estimate = $state.raw<PretrainEstimate>();
  estimating = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #latest = 0;
  #asked = '';

  /** @param config undefined while the form is not valid */
  ask(config: PretrainConfig | undefined): void {
    const text = JSON.stringify(config ?? null);
    if (text === this.#asked) return;
    this.#asked = text;
    this.stop();
    this.problem = undefined;
    if (config === undefined) {
      this.estimate = undefined;
      return;
    }
    const mine = this.#latest;
    this.#timer = setTimeout(() => void this.#estimate(config, mine), askAfter);
  }

  /** Asks anew what was asked last, e.g. because the computer is free again. */
  again(config: PretrainConfig | undefined): void {
    this.#asked = '';
    this.ask(config);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#latest += 1;
    this.estimating = false;
  }

  async #estimate(config: PretrainConfig, mine: number): Promise<void> {
    this.estimating = true;
    let estimate: PretrainEstimate;
    let problem: ErrorMessage | undefined;
    try {
      estimate = await lab.estimatePretraining({ config });
    } catch (error) {
      const found = toErrorMessage(error);
      if (telling.includes(found.code)) problem = found;
      estimate = { seconds: null, basis: found.message, warnings: [] };
    }
    if (mine !== this.#latest) return;
    this.problem = problem;
    this.estimate = problem ? undefined : estimate;
    this.estimating = false;
  }
}

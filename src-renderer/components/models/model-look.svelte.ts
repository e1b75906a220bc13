import type { ModelDescription } from '../../../src-shared/api/data.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { ModelReading } from '../../../src-shared/model-reading.ts';

const typingMs = 300;

type Inspect = (checkpoint: { path: string; reading: ModelReading }) => Promise<ModelDescription>;

/** How the lab reads a checkpoint with the answers so far, updated a moment after each change. */
export class ModelLook {
  reading = $state.raw<ModelReading>({});
  description = $state.raw<ModelDescription>();
  problem = $state.raw<ErrorMessage>();
  /** The file holds trained weights and their running average: the user must choose. */
  asksWeights = $state(false);
  saving = $state(false);
  /** A question of the file is open. */
  readonly open = $derived(this.asksWeights && this.reading.weights === undefined);
  readonly #inspect: Inspect | undefined;
  /** Counts requests, so that a late answer to an earlier one is dropped. */
  #looks = 0;

  constructor(inspect: Inspect | undefined) {
    this.#inspect = inspect;
  }

  /** Another file, or none yet. */
  async take(path: string, reading: ModelReading = {}): Promise<void> {
    this.reading = reading;
    this.description = undefined;
    this.problem = undefined;
    this.asksWeights = false;
    await this.#look(path);
  }

  async answer(path: string, reading: ModelReading): Promise<void> {
    this.reading = reading;
    await this.#look(path);
  }

  /** Finds out what the file would be read as, or what is wrong with it. */
  async #look(path: string): Promise<void> {
    this.#looks += 1;
    const mine = this.#looks;
    if (!this.#inspect || path === '') return;
    // While a path is being typed, nothing is said of its beginnings.
    await new Promise((resolve) => setTimeout(resolve, typingMs));
    if (mine !== this.#looks) return;
    try {
      const seen = await this.#inspect({ path, reading: this.reading });
      if (mine !== this.#looks) return;
      [this.description, this.problem] = [seen, undefined];
      this.asksWeights = seen.parts.some(({ part }) => part === 'weights');
    } catch (error) {
      if (mine === this.#looks) this.#refused(error);
    }
  }

  /** Submits the file. @returns whether the lab accepted it; else its error is shown */
  async save(submit: () => Promise<unknown>): Promise<boolean> {
    this.saving = true;
    try {
      await submit();
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  #refused(error: unknown): void {
    const problem = toErrorMessage(error);
    this.description = undefined;
    this.asksWeights = problem.code === 'unanswered';
    this.problem = this.asksWeights ? undefined : problem;
  }
}

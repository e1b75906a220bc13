import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import type { GeneratorView } from '../../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../../src-shared/gradient-records.ts';
import { lab } from '../../lab/client.ts';

/** Place of a record in a run. */
export interface RecordPlace {
  readonly runId: string;
  readonly position: number;
  readonly batch: number;
}

/** A generator laid open, and the records of a run. */
export class GeneratorFeed {
  view = $state.raw<GeneratorView>();
  records = $state.raw<readonly GradientRecord[]>();
  error = $state.raw<ErrorMessage>();
  opening = $state(false);
  #askedView = '';
  /** Drops the view that was asked for before. */
  #dropping = new AbortController();
  #askedRecords = '';

  async open(mgg: string | undefined, record: RecordPlace | null): Promise<void> {
    const asked = JSON.stringify([mgg, record]);
    if (asked === this.#askedView) return;
    this.#askedView = asked;
    this.#dropping.abort();
    this.#dropping = new AbortController();
    this.error = undefined;
    if (mgg === undefined) {
      this.view = undefined;
      return;
    }
    this.opening = true;
    try {
      const view = await lab.openGenerator({ mgg, record }, this.#dropping.signal);
      if (asked === this.#askedView) this.view = view;
    } catch (error) {
      if (asked !== this.#askedView) return;
      this.view = undefined;
      this.error = toErrorMessage(error);
    } finally {
      if (asked === this.#askedView) this.opening = false;
    }
  }

  /** Drops what is being opened, as the page is left. */
  close(): void {
    this.#dropping.abort();
  }

  /** @param stamp another one where the run may have more records than before */
  async load(id: string | undefined, stamp: string): Promise<void> {
    const asked = JSON.stringify([id, stamp]);
    if (asked === this.#askedRecords) return;
    this.#askedRecords = asked;
    if (id === undefined) {
      this.records = undefined;
      return;
    }
    try {
      const records = await lab.getGradients({ id });
      if (asked === this.#askedRecords) this.records = records;
    } catch (error) {
      if (asked === this.#askedRecords) this.error = toErrorMessage(error);
    }
  }
}

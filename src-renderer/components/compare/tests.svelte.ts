import type { TestedRow } from '../../../src-shared/api/runs.ts';
import type { ComparisonRow } from '../../../src-shared/comparison/rows.ts';
import { toErrorMessage, type ErrorMessage } from '../../../src-shared/errors.ts';
import { lab } from '../../lab/client.ts';

/** Tests of the rows of a comparison, made again when its runs or the baseline change. */
export class DifferenceTests {
  /** By row; undefined until they are made, and while others are. */
  tested = $state.raw<readonly TestedRow[]>();
  error = $state.raw<ErrorMessage>();
  #asked = '';

  /** @param baseline place of a row, −1 for none */
  follow(rows: readonly ComparisonRow[], baseline: number): Promise<void> {
    const ids = rows.map((row) => row.runs.map(({ run }) => run.id));
    const states = rows.map((row) => row.runs.map(({ run }) => run.status));
    return this.test(ids, baseline, states);
  }

  /**
   * @param ids of the runs of each row
   * @param states another value when the runs have gone on
   */
  async test(ids: string[][], baseline: number, states?: unknown): Promise<void> {
    const asked = JSON.stringify([ids, states, baseline]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.tested = undefined;
    this.error = undefined;
    if (ids.length < 2) return;
    try {
      const tested = await lab.testDifferences({ rows: ids, baseline: baseline < 0 ? null : baseline });
      if (this.#asked === asked) this.tested = tested;
    } catch (error) {
      if (this.#asked === asked) this.error = toErrorMessage(error);
    }
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seeded, textKey } from '../../src-shared/random.ts';
import type { FuzzTarget } from './target.ts';

export interface RoundOptions {
  /** The same seed gives the same cases. */
  readonly seed: number;
  readonly cases: number;
  /** The first case, to repeat one. */
  readonly first?: number;
  /** No case is begun after so many seconds. */
  readonly seconds?: number;
}

interface Failure {
  /** Repeats it: `npm run fuzz -- --target <name> --seed <seed> --first <case> --cases 1`. */
  readonly case: number;
  readonly error: unknown;
}

export interface RoundResult {
  readonly target: string;
  readonly cases: number;
  /** How often each outcome came. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  /** The longest that a case took which doesn't say that it is slow. */
  readonly slowestMs: number;
  readonly slowestCase: number;
}

/** Tries a target with drawn cases. */
export async function fuzz(target: FuzzTarget, options: RoundOptions): Promise<RoundResult> {
  const { seed, cases, first = 0, seconds = Infinity } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-fuzz-'));
  const until = performance.now() + 1000 * seconds;
  const outcomes: Record<string, number> = {};
  const failures: Failure[] = [];
  let [slowestMs, slowestCase, done] = [0, first, 0];
  try {
    const opened = await target.open(folder);
    try {
      for (let index = first; index < first + cases && performance.now() < until; index++, done++) {
        const start = performance.now();
        try {
          const outcome = await opened.attempt(seeded(seed, textKey(target.name), index));
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
          if (target.slow?.includes(outcome) === true) continue;
        } catch (error) {
          failures.push({ case: index, error });
        }
        const took = performance.now() - start;
        if (took > slowestMs) [slowestMs, slowestCase] = [took, index];
      }
    } finally {
      await opened.close?.();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { target: target.name, cases: done, outcomes, failures, slowestMs, slowestCase };
}

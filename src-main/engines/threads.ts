import { availableParallelism } from 'node:os';
import { LabError } from '../../src-shared/errors.ts';

const variable = 'MGTTA_LAB_THREADS';

/**
 * CPU threads for an engine. Where a run leaves the number to the engine (0), a scheduler's share of a computer can be
 * set from outside with `MGTTA_LAB_THREADS`; the run's configuration, and so its hash, stays the same. No more threads are
 * started than the computer runs at once: each takes memory, and a run may come from a larger one.
 * @returns 0 when the engine is to decide
 * @throws LabError `bad-option` when the variable is not a whole number
 */
export function threadsFor(asked: number, env: NodeJS.ProcessEnv = process.env, most = availableParallelism()): number {
  const text = env[variable]?.trim() ?? '';
  if (asked > 0 || text === '') return Math.min(asked, most);
  if (/^\d+$/.test(text)) return Math.min(Number(text), most);
  throw new LabError('bad-option', `${variable} is '${text}', not a number of threads.`, 'Unset it, or give a number.');
}

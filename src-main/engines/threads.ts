import { LabError } from '../../src-shared/errors.ts';

const variable = 'MGTTA_LAB_THREADS';

/**
 * CPU threads for an engine. Where a run leaves the number to the engine (0), a scheduler's share of a computer can be
 * set from outside with `MGTTA_LAB_THREADS`; the run's configuration, and so its hash, stays the same.
 * @returns 0 when the engine is to decide
 * @throws LabError `bad-option` when the variable is not a whole number
 */
export function threadsFor(asked: number, env: NodeJS.ProcessEnv = process.env): number {
  const text = env[variable]?.trim() ?? '';
  if (asked > 0 || text === '') return asked;
  if (/^\d+$/.test(text)) return Number(text);
  throw new LabError('bad-option', `${variable} is '${text}', not a number of threads.`, 'Unset it, or give a number.');
}

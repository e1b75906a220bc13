import { LabError } from '../../src-shared/errors.ts';

/**
 * Runs what may refuse its input, but only in a sentence of its own.
 * @returns `accepted`, or the code of the error
 * @throws whatever else was thrown, and errors with the code `internal`
 */
export async function outcomeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'accepted';
  } catch (error) {
    if (error instanceof LabError && error.code !== 'internal' && error.message !== '') return error.code;
    throw error;
  }
}

import { LabError } from '../../../src-shared/errors.ts';

/** Answers a call whose part is not there yet. */
export function pending(): Promise<never> {
  return Promise.reject(new LabError('internal', 'This part of the lab is not there yet.'));
}

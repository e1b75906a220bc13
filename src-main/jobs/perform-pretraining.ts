import { LabError } from '../../src-shared/errors.ts';
import type { JobResult } from './messages.ts';
export function performPretraining(..._args: unknown[]): Promise<JobResult> {
  return Promise.reject(new LabError('internal', 'not yet'));
}

import type { LabClient } from '../../../src-shared/api/contract.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { note } from './output.ts';

/** Says of each run that failed why; the others have ended all the same. @throws LabError `bad-input` if there are any */
export async function reportFailures(
  api: LabClient,
  queued: readonly RunRecord[],
  what: 'suite' | 'sweep',
): Promise<void> {
  const ids = new Set(queued.map(({ id }) => id));
  const all = await api.listRuns({ filter: { status: ['failed'] } });
  const failed = all.filter(({ id }) => ids.has(id));
  for (const { name, error } of failed.reverse()) note(`${name}: ${error?.message ?? 'failed.'}`);
  if (failed.length === 0) return;
  const message = `${failed.length} of ${ids.size} runs failed; the table shows the others.`;
  throw new LabError('bad-input', message, `Fix the problems above, then run the ${what} again.`);
}

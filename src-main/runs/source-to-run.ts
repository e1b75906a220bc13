import { ownFile } from '../catalog/methods/method-catalog.ts';
import { hashOfSource } from '../catalog/methods/own-files.ts';
import type { Job } from '../jobs/messages.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { AdaptRun } from '../../src-shared/records.ts';
import type { Store } from '../store/store.ts';

/**
 * The source that a run computes with, where its method is one of the user's own: as it was when the run was queued, even if
 * the file has changed since. What came in a bundle is not run, unless the user has the very same file.
 * @throws LabError `bad-input` where the lab may not run it, or does not have it
 */
export async function sourceToRun(
  store: Pick<Store, 'methodSourceOf'>,
  { id, method, inputs }: AdaptRun,
): Promise<Extract<Job, { kind: 'adapt' }>['own']> {
  const hash = inputs['method'];
  if (hash === undefined) return undefined;
  const kept = store.methodSourceOf(id);
  if (kept?.own === true && hashOfSource(kept.source) === hash)
    return { id: method, file: kept.file, source: kept.source };
  const present = await ownFile(method);
  if (present?.hash === hash) return { id: method, file: present.file, source: present.source };
  throw new LabError(
    'bad-input',
    `The method ${method} of this run is not in your folder of methods as the run has it.`,
    'The lab runs no code that came in a bundle. Read it, and put it into your folder if you trust it.',
  );
}

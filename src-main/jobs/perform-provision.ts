import { LabError } from '../../src-shared/errors.ts';
import { partLists } from '../engines/provision/parts.ts';
import { provision } from '../engines/provision/provision.ts';
import type { RunControl } from '../experiments/control.ts';
import type { Job, JobEvent, JobResult } from './messages.ts';

const lookEveryMs = 200;
const reportEveryMs = 100;

/** Fetches what an engine lacks. @throws LabError `cancelled` when it is stopped */
export async function performProvision(
  { setup, hasGpu, from }: Extract<Job, { kind: 'provision' }>,
  control: RunControl,
  emit: (event: JobEvent) => void,
): Promise<JobResult> {
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    if (!(await control.mayContinue())) stopping.abort();
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  let reported = { text: '', at: 0 };
  try {
    const added = await provision(setup, partLists(hasGpu), {
      from,
      signal: stopping.signal,
      onProgress(progress) {
        const at = performance.now();
        if (progress.text === reported.text && at - reported.at < reportEveryMs) return;
        reported = { text: progress.text, at };
        emit({ type: 'provisioning', ...progress });
      },
    });
    return { kind: 'provision', added };
  } catch (error) {
    if (stopping.signal.aborted) throw new LabError('cancelled', 'The set-up was stopped; nothing of it was kept.');
    throw error;
  } finally {
    clearInterval(timer);
  }
}

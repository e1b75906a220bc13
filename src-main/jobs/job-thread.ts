import { parentPort } from 'node:worker_threads';
import { toErrorMessage } from '../../src-shared/errors.ts';
import { EventSender } from './event-sender.ts';
import { controlOf, JobFlag } from './job-flag.ts';
import type { Job, Report } from './messages.ts';
import { perform } from './perform.ts';
import { Resources } from './resources.ts';

/** What the process's main thread sends to this one. */
export type ThreadRequest =
  | { readonly type: 'start'; readonly jobId: number; readonly job: Job; readonly flag: SharedArrayBuffer }
  | { readonly type: 'shutdown' };

/** What this thread sends back. */
export type ThreadReport = Report | { readonly type: 'closed' };

const port = parentPort;
if (!port) throw new Error('job-thread is started as a worker thread.');
const resources = new Resources();
const report = (message: ThreadReport): void => port.postMessage(message);

async function start(jobId: number, job: Job, flag: JobFlag): Promise<void> {
  const sender = new EventSender((events) => report({ type: 'events', jobId, events }));
  const control = controlOf(flag, (change) => sender.add({ type: change }));
  try {
    const result = await perform(job, resources, control, (event) => sender.add(event));
    sender.flush();
    report({ type: 'done', jobId, result });
  } catch (error) {
    sender.flush();
    report({ type: 'failed', jobId, error: toErrorMessage(error) });
  }
}

port.on('message', (request: ThreadRequest) => {
  if (request.type === 'start') void start(request.jobId, request.job, new JobFlag(request.flag));
  else void resources.dispose().finally(() => report({ type: 'closed' }));
});

import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { stackText, toErrorMessage } from '../../src-shared/errors.ts';
import { EventSender } from './event-sender.ts';
import { controlOf, JobFlag } from './job-flag.ts';
import type { Job, Report } from './messages.ts';
import { perform } from './perform.ts';
import { Resources } from './resources.ts';

export interface ThreadSettings {
  /** Folder in which prepared images are kept between runs. */
  readonly cacheFolder: string | undefined;
  /** Of the user's own code, see `SharedClock`. */
  readonly clock: SharedArrayBuffer;
}

/** Messages of the process's main thread to this one. */
export type ThreadRequest =
  | { readonly type: 'start'; readonly jobId: number; readonly job: Job; readonly flag: SharedArrayBuffer }
  | { readonly type: 'shutdown' };

/** Messages of this thread in return. */
export type ThreadReport = Report | { readonly type: 'closed' };

const port = parentPort;
if (!port) throw new Error('job-thread is started as a worker thread.');
const { cacheFolder, clock } = workerData as ThreadSettings;
const resources = new Resources({ cacheFolder, clock });
const report = (message: ThreadReport): void => port.postMessage(message);

/** Jobs follow each other even when one was given up by the lab before it ended here. */
let last: Promise<void> = Promise.resolve();

async function work(jobId: number, job: Job, flag: JobFlag): Promise<void> {
  const sender = new EventSender((events) => report({ type: 'events', jobId, events }));
  const control = controlOf(flag, (change) => sender.add({ type: change }));
  try {
    const result = await perform(job, resources, control, (event) => sender.add(event));
    sender.flush();
    report({ type: 'done', jobId, result });
  } catch (error) {
    sender.flush();
    report({ type: 'failed', jobId, error: { ...toErrorMessage(error), stack: stackText(error) } });
  }
}

port.on('message', (request: ThreadRequest) => {
  if (request.type === 'start') {
    const { jobId, job, flag } = request;
    last = last.then(() => work(jobId, job, new JobFlag(flag)));
    return;
  }
  void resources.dispose().finally(() => {
    // The process ends with SIGKILL, after which nothing is kept of what was compiled here.
    flushCompileCache();
    report({ type: 'closed' });
  });
});

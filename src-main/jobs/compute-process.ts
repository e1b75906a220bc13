import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { stackText, toErrorMessage } from '../../src-shared/errors.ts';
import { entryFile } from './entry.ts';
import { GpuMemoryWatch } from './gpu-memory.ts';
import { JobFlag } from './job-flag.ts';
import type { ThreadReport, ThreadRequest } from './job-thread.ts';
import { commandSchema, type Command } from './messages.ts';
import { OwnWatch, ownLimitsSchema } from './own-watch.ts';
import { parentLink } from './parent-link.ts';

/*
 * The process in which engines live. This thread only relays messages, so that it answers pause and stop while an
 * engine keeps the job's thread busy. It ends itself with SIGKILL: an orderly exit during a native call aborts.
 */

const lab = parentLink();
const flags = new Map<number, JobFlag>();
const [, , cacheFolder = '', limits] = process.argv;
/** The thread ends as it was asked to, or its process does. */
let closed = false;
/** A message is on its way when its process ends so much later. */
const lastWordsMs = 100;
const watch = new OwnWatch(
  (jobId, error) => {
    closed = true;
    lab.send({ type: 'failed', jobId, error: toErrorMessage(error), ending: true });
    setTimeout(end, lastWordsMs);
  },
  limits === undefined ? undefined : ownLimitsSchema.parse(JSON.parse(limits)),
);
const thread = new Worker(entryFile('job-thread', import.meta.url), {
  workerData: { cacheFolder: cacheFolder === '' ? undefined : cacheFolder, clock: watch.clock },
  // Settings that engines make for native libraries reach them only through the environment of the process.
  env: SHARE_ENV,
});

const gpuMemory = new GpuMemoryWatch();

function end(): void {
  gpuMemory.stop();
  // An orderly exit would keep what was compiled for the next process.
  flushCompileCache();
  process.kill(process.pid, 'SIGKILL');
}

function request(message: ThreadRequest): void {
  thread.postMessage(message);
}

function obey(command: Command): void {
  switch (command.type) {
    case 'start': {
      const flag = new JobFlag();
      flags.set(command.jobId, flag);
      watch.begin(command.jobId, command.job);
      gpuMemory.begin(command.job);
      request({ type: 'start', jobId: command.jobId, job: command.job, flag: flag.memory });
      return;
    }
    case 'control':
      flags.get(command.jobId)?.set(command.action);
      if (command.action === 'stop') watch.stopping(command.jobId);
      return;
    case 'shutdown':
      request({ type: 'shutdown' });
      return;
  }
}

thread.on('message', (report: ThreadReport) => {
  if (report.type === 'closed') {
    closed = true;
    end();
    return;
  }
  if (report.type !== 'events') {
    flags.delete(report.jobId);
    watch.finished(report.jobId);
  }
  lab.send(report.type === 'done' ? { ...report, result: gpuMemory.end(report.result) } : report);
});
/** Whatever nobody else took ends the process: its last words go to the lab, which starts another one for the next job. */
function endBy(error: unknown): void {
  try {
    writeSync(2, `${stackText(error)}\n`);
  } finally {
    end();
  }
}

thread.on('error', (error: NodeJS.ErrnoException) => {
  if (!watch.threadEnded(error.code === 'ERR_WORKER_OUT_OF_MEMORY')) endBy(error);
});
thread.on('exit', (code) => {
  if (!closed && !watch.threadEnded(false)) endBy(new Error(`the job thread ended (exit code ${code})`));
});
process.on('uncaughtException', endBy);
lab.onMessage((message) => obey(commandSchema.parse(message)));
// Terminals and schedulers send these to all processes of a group; what to do about them is for the lab to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('disconnect', end);

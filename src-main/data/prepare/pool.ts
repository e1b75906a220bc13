import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { LabError } from '../../../src-shared/errors.ts';
import { noOwnCorruptions, type OwnCorruptions } from '../corruptions/own/own-corruptions.ts';
import type { PreparationAnswer, PreparationTask, ThreadData } from './messages.ts';
import { addressOf, placeOf, type ImageOrigin } from './origin.ts';
import type { Prepared, PreparationRequest } from './recipe.ts';

/** Images per task: large enough that messages don't count, small enough that threads share a batch. */
const taskSize = 16;
const mostThreads = 8;

/** Half of the cores at most, or of this process's share of them: the others are the engine's. */
export function defaultThreads(env: NodeJS.ProcessEnv = process.env): number {
  const cores = Number(env['MGTTA_LAB_THREADS']) || availableParallelism();
  return Math.max(1, Math.min(mostThreads, Math.floor(Math.min(cores, availableParallelism()) / 2)));
}

interface Waiting {
  readonly resolve: (prepared: readonly Prepared[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/**
 * Threads that read and corrupt images ahead of the engine. They start with the first request, keep the process alive
 * only while they work, and end with `close`.
 */
export class PreparationPool {
  private readonly origin: ImageOrigin;
  private readonly size: number;
  private readonly own: OwnCorruptions;
  private readonly threads: Thread[] = [];
  private nextId = 0;
  private closed = false;

  constructor(origin: ImageOrigin, threads: number = defaultThreads(), own: OwnCorruptions = noOwnCorruptions) {
    this.origin = origin;
    this.size = threads;
    this.own = own;
  }

  /** Prepares images; the results stand in the order of the requests, whatever thread made them. */
  async prepare(requests: readonly PreparationRequest[]): Promise<Prepared[]> {
    const parts: Promise<readonly Prepared[]>[] = [];
    for (let start = 0; start < requests.length; start += taskSize) {
      parts.push(this.submit(requests.slice(start, start + taskSize)));
    }
    return (await Promise.all(parts)).flat();
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }

  private submit(requests: readonly PreparationRequest[]): Promise<readonly Prepared[]> {
    if (this.closed) return Promise.reject(new LabError('cancelled', 'The dataset was closed while images were read.'));
    const thread = this.leastBusyThread();
    const addressed = requests.map((request) => ({ ...request, ...addressOf(this.origin, request.index) }));
    const task: PreparationTask = { id: this.nextId++, requests: addressed };
    return new Promise((resolve, reject) => {
      thread.waiting.set(task.id, { resolve, reject });
      thread.worker.ref();
      thread.worker.postMessage(task);
    });
  }

  private leastBusyThread(): Thread {
    const idle = this.threads.find(({ waiting }) => waiting.size === 0);
    if (idle !== undefined) return idle;
    if (this.threads.length < this.size) return this.startThread();
    return this.threads.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least));
  }

  private startThread(): Thread {
    const data: ThreadData = { place: placeOf(this.origin), own: this.own };
    const worker = new Worker(workerFile(), { workerData: data });
    const thread: Thread = { worker, waiting: new Map() };
    worker.on('message', (answer: PreparationAnswer) => settle(thread, answer));
    worker.on('error', (error) => this.drop(thread, this.stopped(error) ?? error));
    const ended = new LabError('cancelled', 'The reading of images was ended.');
    worker.on('exit', () => this.drop(thread, (this.closed ? undefined : this.stopped()) ?? ended));
    worker.unref();
    this.threads.push(thread);
    return thread;
  }

  /** Why a thread ended while own corruptions were running; undefined where none were. */
  private stopped(error?: NodeJS.ErrnoException): LabError | undefined {
    const names = this.own.sources.map(({ file }) => path.basename(file)).join(' or ');
    if (names === '') return undefined;
    return error?.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? new LabError(
          'job-crashed',
          `${names} was stopped: it exceeded the memory limit of JavaScript.`,
          'Keep nothing from image to image.',
        )
      : new LabError(
          'job-crashed',
          `${names} was stopped: it ended its thread${error ? ` (${error.message})` : ''}.`,
          'Throw an error where something is wrong.',
        );
  }

  private drop(thread: Thread, error: unknown): void {
    const place = this.threads.indexOf(thread);
    if (place >= 0) this.threads.splice(place, 1);
    for (const { reject } of thread.waiting.values()) reject(error);
    thread.waiting.clear();
  }
}

function settle({ worker, waiting }: Thread, answer: PreparationAnswer): void {
  const asker = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (waiting.size === 0) worker.unref();
  if ('error' in answer) {
    const { code, message, hint } = answer.error;
    asker?.reject(new LabError(code, message, hint));
  } else {
    asker?.resolve(answer.prepared);
  }
}

/** The thread's file: beside this one in a checkout; built, beside this one's bundle or the folder of chunks. */
function workerFile(): URL {
  const candidates = ['./prepare-worker.ts', './prepare-worker.js', '../prepare-worker.js'];
  const found = candidates.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (found === undefined) throw new Error('The file of the preparation threads is missing.');
  return found;
}

import { fromErrorMessage, LabError } from '../../../src-shared/errors.ts';
import { forkCompute, type ComputeHost, type StartCompute } from '../compute-host.ts';
import { entryFile } from '../entry.ts';
import { answerSchema, type ReaderRequest, type ReaderTask } from './messages.ts';

/** Enough for the names of a hundred thousand tensors. */
const usualMemoryMb = 512;
/** A table of contents takes milliseconds, from a slow network drive seconds. */
const usualPatienceMs = 20_000;
/** The process is kept for the next file so long. */
const idleMs = 3000;
const keptErrorOutput = 4000;

interface Waiting {
  readonly task: ReaderTask;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface ReaderOptions {
  /** How the process is started; by Node's `fork` by default. */
  readonly start?: StartCompute<ReaderRequest>;
  readonly patienceMs?: number;
  readonly memoryMb?: number;
  /** The program to start; the lab's own by default. */
  readonly entry?: string;
}

function tooMuch(file: string, what: string, cause?: string): LabError {
  return new LabError(
    'bad-checkpoint',
    `${file} can't be read: ${what}.`,
    'A checkpoint with the names of its tensors takes much less; save the state dictionary alone.',
    cause,
  );
}

/**
 * The lab's end of a process that reads files, one after the other. One that takes too much time or memory, or brings the
 * process down, is refused in a sentence, and the next one gets a new process.
 */
export class ReaderClient {
  private readonly start: StartCompute<ReaderRequest>;
  private readonly patienceMs: number;
  private readonly memoryMb: number;
  private readonly entry: string;
  /** Takes the last words of a process that ended by itself for another reason than its limits. */
  onUnexpectedEnd: (error: Error) => void = () => undefined;
  private readonly queue: Waiting[] = [];
  private current: Waiting | undefined;
  private host: ComputeHost<ReaderRequest> | undefined;
  private errorOutput = '';
  private nextId = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: ReaderOptions = {}) {
    this.start = options.start ?? forkCompute;
    this.patienceMs = options.patienceMs ?? usualPatienceMs;
    this.memoryMb = options.memoryMb ?? usualMemoryMb;
    this.entry = options.entry ?? entryFile('reader-process', import.meta.url);
  }

  /** @throws LabError of the task itself, or `bad-checkpoint` when reading takes too much */
  perform(task: ReaderTask): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      this.proceed();
    });
  }

  private proceed(): void {
    if (this.current) return;
    clearTimeout(this.timer);
    this.current = this.queue.shift();
    this.host?.hold?.(this.current !== undefined);
    if (this.current === undefined) {
      this.timer = setTimeout(() => this.end(), idleMs).unref();
      return;
    }
    this.host ??= this.open();
    const { path } = this.current.task;
    this.timer = setTimeout(() => {
      this.end();
      this.settle(tooMuch(path, `it takes more than ${this.patienceMs / 1000} s`));
    }, this.patienceMs);
    this.host.send({ id: ++this.nextId, task: this.current.task });
  }

  private open(): ComputeHost<ReaderRequest> {
    this.errorOutput = '';
    const host: ComputeHost<ReaderRequest> = this.start(
      this.entry,
      [],
      {
        onMessage: (message) => this.receive(host, message),
        onErrorOutput: (text) => (this.errorOutput = (this.errorOutput + text).slice(-keptErrorOutput)),
        onEnd: (how) => this.ended(host, how),
      },
      [`--max-old-space-size=${this.memoryMb}`],
    );
    return host;
  }

  private end(): void {
    const { host } = this;
    this.host = undefined;
    host?.kill();
  }

  private receive(host: ComputeHost<ReaderRequest>, message: unknown): void {
    if (host !== this.host) return;
    const { data: answer, error } = answerSchema.safeParse(message);
    if (error) {
      this.end();
      this.settle(
        new LabError('internal', 'The reading process sent what the lab does not understand.', undefined, error),
      );
      return;
    }
    if (answer.id !== this.nextId) return;
    if ('error' in answer) this.settle(fromErrorMessage(answer.error));
    else this.settle(undefined, answer.result);
  }

  private ended(host: ComputeHost<ReaderRequest>, how: string): void {
    if (host !== this.host) return;
    this.host = undefined;
    const file = this.current?.task.path ?? 'The file';
    const memory = this.errorOutput.includes('heap out of memory');
    const what = memory
      ? `it takes more than ${this.memoryMb} MB of memory`
      : `the process that read it ended (${how})`;
    if (!memory) this.onUnexpectedEnd(new Error(`${file}: ${what}`, { cause: this.errorOutput }));
    this.settle(tooMuch(file, what, this.errorOutput));
  }

  private settle(error: Error | undefined, result?: unknown): void {
    const done = this.current;
    this.current = undefined;
    if (error) done?.reject(error);
    else done?.resolve(result);
    this.proceed();
  }
}

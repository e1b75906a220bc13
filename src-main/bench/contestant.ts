import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import {
  endSchema,
  failureSchema,
  readySchema,
  turnSchema,
  type Command,
  type Ready,
  type Turn,
} from './peer-messages.ts';

const keptErrorOutput = 1000;

export interface Program {
  /** Name in tables and messages, e.g. `onnx-cpu`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const live = new Set<Contestant>();

/** Ends all contestants at once, e.g. since the time is over. */
export function killContestants(): void {
  for (const contestant of live) contestant.kill();
}

/** A process that does the work of one case on request, so that its peak memory is its own. */
export class Contestant {
  readonly name: string;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly lines: AsyncIterator<string>;
  private errorOutput = '';

  private constructor({ name, command, args }: Program) {
    this.name = name;
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    live.add(this);
    this.child.on('exit', () => live.delete(this));
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-keptErrorOutput);
    });
    // Writing to a process that has ended fails; that it ended is seen where its answer is awaited.
    this.child.stdin.on('error', () => undefined);
    this.child.on('error', (error) => (this.errorOutput += error.message));
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the process and waits until its step is compiled. @throws LabError `engine-failed` saying why it isn't */
  static async start(program: Program): Promise<{ readonly contestant: Contestant; readonly ready: Ready }> {
    const contestant = new Contestant(program);
    return { contestant, ready: await contestant.answer(readySchema) };
  }

  run(count: number): Promise<Turn> {
    this.send({ run: count });
    return this.answer(turnSchema);
  }

  /** Ends the process. @returns its peak resident memory in bytes */
  async end(): Promise<number> {
    this.send({ end: true });
    return (await this.answer(endSchema)).peakBytes;
  }

  /** Ends the process at once, whatever it is doing. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private send(command: Command): void {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  private async answer<Schema extends z.ZodType>(schema: Schema): Promise<z.output<Schema>> {
    const line = await this.lines.next();
    if (line.done === true) throw this.failure(this.errorOutput.trim().split('\n').at(-1) ?? '');
    const message: unknown = JSON.parse(line.value);
    const failed = failureSchema.safeParse(message);
    if (failed.success) throw this.failure(failed.data.error);
    return schema.parse(message);
  }

  private failure(reason: string): LabError {
    this.kill();
    return new LabError('engine-failed', `${this.name} failed: ${reason === '' ? 'its process ended' : reason}`);
  }
}

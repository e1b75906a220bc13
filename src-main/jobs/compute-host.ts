import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { engineEnvironment } from '../engines/provision/folder.ts';
import type { Command } from './messages.ts';

/** A compute process as the lab holds it. */
export interface ComputeHost<Message extends object = Command> {
  readonly pid: number | undefined;
  /** Says something to the process; without effect once it is going. */
  send(message: Message): void;
  /** Ends it at once. */
  kill(): void;
  /** Whether this process has to wait for that one before it may end; it does, at first. */
  hold?(needed: boolean): void;
}

/** The lab's callbacks for news of a compute process. */
export interface ComputeListeners {
  readonly onMessage: (message: unknown) => void;
  readonly onErrorOutput: (text: string) => void;
  /** Called once. @param how it ended, e.g. `exit code 1` */
  readonly onEnd: (how: string) => void;
}

/** Starts a compute process; how depends on the shell that the lab lives in. */
export type StartCompute<Message extends object = Command> = (
  entry: string,
  args: readonly string[],
  listeners: ComputeListeners,
  /** Node's own options beside those of this process. */
  nodeOptions?: readonly string[],
  /** Environment variables beside those of this process. */
  env?: Readonly<Record<string, string>>,
) => ComputeHost<Message>;

/** Starts it as a child process of Node. */
export const forkCompute: StartCompute<object> = (
  entry,
  args,
  { onMessage, onErrorOutput, onEnd },
  nodeOptions = [],
  env = {},
) => {
  const child = fork(entry, args, {
    env: { ...engineEnvironment(), ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...process.execArgv, ...nodeOptions],
  });
  child.stderr?.on('data', (chunk: Buffer) => onErrorOutput(chunk.toString()));
  child.on('message', onMessage);
  child.on('error', (error) => onEnd(error.message));
  child.on('exit', (code, signal) => onEnd(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`));
  return {
    get pid() {
      return child.pid;
    },
    send(command) {
      // A process that is ending can't report; its end is seen by 'exit'.
      if (child.connected) child.send(command, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
    hold(needed) {
      for (const part of [child, child.channel, child.stderr as Socket | null]) {
        if (needed) part?.ref();
        else part?.unref();
      }
    },
  };
};

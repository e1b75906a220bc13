import { fork } from 'node:child_process';
import type { Command } from './messages.ts';

/** A compute process as the lab holds it. */
export interface ComputeHost {
  readonly pid: number | undefined;
  /** Says something to the process; without effect once it is going. */
  send(command: Command): void;
  /** Ends it at once. */
  kill(): void;
}

/** What a compute process lets the lab know. */
export interface ComputeListeners {
  readonly onMessage: (message: unknown) => void;
  readonly onErrorOutput: (text: string) => void;
  /** Told once. @param how it ended, e.g. `exit code 1` */
  readonly onEnd: (how: string) => void;
}

/** Starts a compute process; how depends on the shell that the lab lives in. */
export type StartCompute = (entry: string, args: readonly string[], listeners: ComputeListeners) => ComputeHost;

/** Starts it as a child process of Node. */
export const forkCompute: StartCompute = (entry, args, { onMessage, onErrorOutput, onEnd }) => {
  const child = fork(entry, args, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  child.stderr?.on('data', (chunk: Buffer) => onErrorOutput(chunk.toString()));
  child.on('message', onMessage);
  child.on('error', (error) => onEnd(error.message));
  child.on('exit', (code, signal) => onEnd(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`));
  return {
    get pid() {
      return child.pid;
    },
    send(command) {
      // A process that is going has nobody to tell; its end is reported by 'exit'.
      if (child.connected) child.send(command, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

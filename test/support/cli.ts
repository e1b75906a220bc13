import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** File that the command `lab` runs. */
export const mainFile = fileURLToPath(new URL('../../bin/lab.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the command line as a user does, in a process of its own. */
export function startLab(args: readonly string[]): Started {
  return start(process.execPath, ['--disable-warning=ExperimentalWarning', mainFile, ...args]);
}

/** Starts it as users of a checkout do; the process is npm's. */
export function startLabUnderNpm(args: readonly string[]): Started {
  return start('npm', ['run', '-s', 'lab', '--', ...args]);
}

function start(program: string, args: readonly string[]): Started {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  return { process: child, ended };
}

export function lab(...args: string[]): Promise<Ended> {
  return startLab(args).ended;
}

/** Process ids of the children of a process (Linux). */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended in the meantime.
    return undefined;
  }
}

/** Asks until there is an answer. */
export async function waitFor<T>(ask: () => T | undefined, milliseconds = 60_000): Promise<T> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come about in time.');
}

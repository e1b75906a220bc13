import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../scripts/setup/shell.mjs';

/** The browser shell as a process of its own, as `npm start` runs it. */
export class LabServer {
  readonly dataDir: string;
  /** The folder below which the pages may choose datasets and checkpoints. */
  readonly filesDir: string;
  /** Everything that it printed. */
  output = '';
  private child: ChildProcess | undefined;
  private address: URL | undefined;

  constructor(dataDir: string, filesDir: string) {
    this.dataDir = dataDir;
    this.filesDir = filesDir;
    mkdirSync(filesDir, { recursive: true });
  }

  /** Address with the token, as it was printed. */
  get url(): string {
    if (!this.address) throw new Error('The lab has not been started.');
    return this.address.href;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it, after the first time on the same port again, and waits for its address. */
  async start(): Promise<void> {
    const args = ['--data', this.dataDir, '--root', this.filesDir, '--port', this.address?.port ?? '0'];
    const child = spawn(process.execPath, [path.join(root, 'out/main/browser.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.address = await new Promise<URL>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        this.output += `${line}\n`;
        const found = /http:\S+token=\S+/.exec(line)?.[0];
        if (found !== undefined) resolve(new URL(found));
      });
      child.once('exit', (code) => reject(new Error(`The lab ended with ${String(code)}:\n${this.output}`)));
    });
  }

  /** Ends it as Ctrl-C does. @returns its exit code */
  end(): Promise<number | null> {
    return this.signal('SIGINT');
  }

  /** Ends it as a power failure does. */
  async kill(): Promise<void> {
    await this.signal('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  private async signal(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null) return child?.exitCode ?? null;
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return exit;
  }
}

/** Kills the compute process of a lab with this process id. @returns how many were killed */
export function killComputeOf(pid: number): number {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const children = table
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match?.[2] === String(pid) && match[3]!.includes('compute-process'));
  for (const match of children) process.kill(Number(match![1]), 'SIGKILL');
  return children.length;
}

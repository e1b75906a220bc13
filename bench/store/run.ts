/*
 * How the lab does with thousands of runs:
 * node bench/store/run.ts [--runs 5000] [--rows 4000000] [--folder <kept one>] [--lab <checkout>] [--rounds 3]
 * Makes a store of that size, unless the folder has one, and prints what commands take on it as users start them, and how
 * long the lab takes to serve windows: the best of some rounds. `--lab` measures another checkout, e.g. an older one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { fillStore } from './fill.ts';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    rows: { type: 'string', default: '4000000' },
    folder: { type: 'string' },
    lab: { type: 'string', default: path.join(import.meta.dirname, '..', '..') },
    rounds: { type: 'string', default: '3' },
  },
});

const cli = path.join(flags.lab, 'bin', 'lab.mjs');
const server = path.join(flags.lab, 'out', 'main', 'browser.js');
/** Reports what the process took when it ends. */
const measure = `
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(2, '\\n@@' + JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, mb: maxRSS / 1024 }));
  });`;
const nodeFlags = [
  '--disable-warning=ExperimentalWarning',
  ...['--import', `data:text/javascript,${encodeURIComponent(measure)}`],
];

interface Figures {
  readonly seconds: number;
  readonly cpu: number;
  readonly mb: number;
}

function figuresIn(what: string, seconds: number, stderr: string): Figures {
  const [said = '', figures] = stderr.split('@@');
  if (figures === undefined) throw new Error(`${what} failed: ${said}`);
  return { seconds, ...(JSON.parse(figures) as { cpu: number; mb: number }) };
}

function timedCommand(args: readonly string[]): Figures {
  const start = performance.now();
  const { stderr, status } = spawnSync(process.execPath, [...nodeFlags, cli, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - start) / 1000;
  return figuresIn(`lab ${args.join(' ')}`, seconds, status === 0 ? stderr : stderr.split('@@')[0]!);
}

/** From the start of the browser shell to its address; then it is ended as with Ctrl-C. */
async function timedStart(dataDir: string): Promise<Figures> {
  const start = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, server, '--data', dataDir, '--port', '0']);
  let stderr = '';
  let seconds = 0;
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    if (seconds > 0 || !chunk.includes('token=')) return;
    seconds = (performance.now() - start) / 1000;
    // It says its address before it can be asked to end.
    setTimeout(() => child.kill('SIGINT'), 500);
  });
  await once(child, 'close');
  return figuresIn('serving windows', seconds, stderr);
}

async function best(time: () => Figures | Promise<Figures>): Promise<Figures> {
  let found = await time();
  for (let round = 1; round < Number(flags.rounds); round++) {
    const next = await time();
    if (next.seconds < found.seconds) found = next;
  }
  return found;
}

function report({ seconds, cpu, mb }: Figures, what: string): void {
  console.log([seconds.toFixed(2).padStart(7), cpu.toFixed(2).padStart(9), mb.toFixed(0).padStart(7), what].join('  '));
}

const folder = flags.folder ?? mkdtempSync(path.join(tmpdir(), 'lab-store-'));
const file = path.join(folder, 'lab.sqlite');
if (!existsSync(file)) fillStore(file, Number(flags.runs), Number(flags.rows));
const store = openStore(file);
const ids = store.listRuns({ limit: 1000 }).map(({ id }) => id);
store.close();
console.log(`${flags.runs} runs, ${flags.rows} rows, ${Math.round(statSync(file).size / 2 ** 20)} MiB in ${folder}`);

const inFolder = ['--data-dir', folder];
const commands: readonly (readonly string[])[] = [
  ['--version'],
  ['methods'],
  ['runs', '--limit', '20', ...inFolder],
  ['runs', ...inFolder],
  ['show', ids[0]!, ...inFolder],
  ['compare', ...ids.slice(0, 10), ...inFolder],
  ['export', ...ids.slice(0, 20), '--out', path.join(folder, 'export'), ...inFolder],
  ['export', ...ids, '--out', path.join(folder, 'export-all'), ...inFolder],
];
console.log('seconds      CPU s      MiB  command');
for (const args of commands) {
  const shown = args.filter((arg) => !inFolder.includes(arg));
  const named = shown.length > 4 ? [...shown.slice(0, 2), `… (${shown.length} arguments)`] : shown;
  report(await best(() => timedCommand(args)), `lab ${named.join(' ')}`);
}
if (existsSync(server)) report(await best(() => timedStart(folder)), 'start of the browser shell');
if (flags.folder === undefined) rmSync(folder, { recursive: true });

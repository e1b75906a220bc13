/*
 * How the lab does with thousands of runs: node bench/store/run.ts [--runs 5000] [--rows 4000000] [--folder <kept one>]
 * Makes a store of that size, unless the folder has one, and prints what commands take on it: the best of three.
 */
import { spawnSync } from 'node:child_process';
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
  },
});

const cli = path.join(import.meta.dirname, '..', '..', 'src-main', 'shells', 'cli', 'main.ts');
const measure = `
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    require('fs').writeSync(2, '\\n@@' + JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, mb: maxRSS / 1024 }));
  });`;

interface Figures {
  readonly seconds: number;
  readonly cpu: number;
  readonly mb: number;
}

function timed(args: readonly string[]): Figures {
  const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('/');${measure}`)}`;
  const start = performance.now();
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', preload, cli, ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - start) / 1000;
  const [said = '', figures] = stderr.split('@@');
  if (status !== 0 || figures === undefined) throw new Error(`lab ${args.join(' ')} failed: ${said}`);
  return { seconds, ...(JSON.parse(figures) as { cpu: number; mb: number }) };
}

function best(args: readonly string[]): Figures {
  return [timed(args), timed(args), timed(args)].reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

const folder = flags.folder ?? mkdtempSync(path.join(tmpdir(), 'lab-store-'));
const file = path.join(folder, 'lab.sqlite');
if (!existsSync(file)) fillStore(file, Number(flags.runs), Number(flags.rows));
const store = openStore(file);
const ids = store.listRuns({ limit: 20 }).map(({ id }) => id);
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
  ['export', ...ids, '--out', path.join(folder, 'export'), ...inFolder],
];
console.log('seconds      CPU s      MiB  command');
for (const args of commands) {
  const { seconds, cpu, mb } = best(args);
  const figures = [seconds.toFixed(2).padStart(7), cpu.toFixed(2).padStart(9), mb.toFixed(0).padStart(7)];
  console.log(
    `${figures.join('  ')}  lab ${args
      .filter((arg) => !inFolder.includes(arg))
      .slice(0, 4)
      .join(' ')}`,
  );
}
if (flags.folder === undefined) rmSync(folder, { recursive: true });

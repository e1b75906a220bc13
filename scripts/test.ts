// npm test: every stage, to the end; a table of what passed; counts in test-results/summary.json. With
// --full-if-changed all cases of the long tests, where what they cover has changed since they all passed.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withFailure, playwrightCounts, vitestCounts } from './test-counts.ts';
import type { Counts, PlaywrightReport, VitestReport } from './test-counts.ts';
import { changedAreas, notePassed } from './full-record.ts';
import { environmentFor, readJson, root, runInBackground, runInForeground } from './setup/shell.mjs';
import { countedStages, nodeOptions, staticLanes } from './tasks.mjs';

interface Result extends Counts {
  stage: string;
  seconds: number;
}

const results = path.join(root, 'test-results');
const vitestReport = path.join(results, 'vitest.json');
const playwrightReport = path.join(results, 'playwright.json');
/** Tests run beside each other and keep the cores busy: threads of engines would only wait for each other. */
const environment = { MGTTA_LAB_THREADS: '1', ...environmentFor(process.execPath) };
/** Colours are for terminals; some tools print them into files as well. */
const plain: NodeJS.ProcessEnv = process.stdout.isTTY ? {} : { NO_COLOR: '1' };

type Count = (ok: boolean) => Counts;

/** @param output a file's descriptor, where it runs in the background */
async function run(script: string[], settings: NodeJS.ProcessEnv, output?: number): Promise<boolean> {
  const program = process.execPath;
  const arguments_ = [...nodeOptions, ...script];
  const variables = { ...environment, ...settings };
  const code = await (output === undefined
    ? runInForeground(program, arguments_, variables)
    : runInBackground(program, arguments_, variables, output));
  // 130 is Ctrl-C, 143 a request to end: then the rest is not wanted either.
  if (code === 130 || code === 143) process.exit(code);
  return code === 0;
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

async function runStage(stage: string, script: string[], count: Count, settings = plain): Promise<Result> {
  console.log(`\n── ${stage}`);
  const start = performance.now();
  const ok = await run(script, settings);
  return { stage, ...count(ok), seconds: secondsSince(start) };
}

const passOrFail: Count = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

const logOf = (stage: string): string => path.join(results, `${stage}.log`);

/**
 * A stage that runs beside others: what it prints goes into a file. Compilers in Go collect garbage half as often, which
 * saves a tenth of their processor time and, with these sources, takes no more memory.
 */
async function runBeside(stage: string, script: string[]): Promise<Result> {
  const start = performance.now();
  const output = openSync(logOf(stage), 'w');
  const ok = await run(script, { NO_COLOR: '1', GOGC: '200' }, output);
  closeSync(output);
  return { stage, ...passOrFail(ok), seconds: secondsSince(start) };
}

async function oneAfterAnother(scripts: Readonly<Record<string, () => string[]>>): Promise<Result[]> {
  const ended: Result[] = [];
  for (const [stage, script] of Object.entries(scripts)) ended.push(await runBeside(stage, script()));
  return ended;
}

const changed = process.argv.includes('--full-if-changed') ? Object.keys(changedAreas()) : [];
const full: NodeJS.ProcessEnv = changed.length > 0 ? { LAB_TEST_FULL: '1' } : {};

function vitest(): Promise<Result> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  return runStage(
    'vitest',
    [countedStages.vitest(), 'run', ...reporters],
    (ok) => withFailure(ok, vitestCounts(readJson(vitestReport) as VitestReport | undefined)),
    { ...plain, ...full },
  );
}

function playwright(): Promise<Result> {
  // It decides on colours itself and warns when they are set.
  return runStage(
    'playwright',
    [countedStages.playwright(), 'test', '--reporter=list,json'],
    (ok) => withFailure(ok, playwrightCounts(readJson(playwrightReport) as PlaywrightReport | undefined)),
    { PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport, ...full },
  );
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results);
// Tests wait for processes and pages a third of their time: static checks take it, and the build for Playwright. Vitest
// and Playwright beside each other took longer than one after the other.
const [tested, ...lanes] = await Promise.all([vitest(), ...staticLanes.map(oneAfterAnother)]);
const checked = lanes.flat();
for (const { stage } of checked) console.log(`\n── ${stage}\n${readFileSync(logOf(stage), 'utf8').trimEnd()}`);
const journeys = await playwright();
if (changed.length > 0 && tested.failed + journeys.failed === 0) notePassed(changed);
const stages: readonly Result[] = [...checked, tested, journeys];

const sum = (key: keyof Counts) => stages.reduce((total, stage) => total + stage[key], 0);
const total: Counts = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
writeFileSync(path.join(results, 'summary.json'), `${JSON.stringify({ ...total, stages }, undefined, 2)}\n`);

console.log('\nstage              passed  failed  seconds');
for (const { stage, passed, failed, seconds } of stages) {
  const figures = [String(passed).padStart(6), String(failed).padStart(6), seconds.toFixed(1).padStart(7)];
  console.log(`${stage.padEnd(19)}${figures.join('  ')}`);
}
console.log(
  total.failed === 0
    ? '\nAll is well.'
    : `\nFailed in: ${stages
        .filter((s) => s.failed > 0)
        .map((s) => s.stage)
        .join(', ')}.`,
);
process.exitCode = total.failed === 0 ? 0 : 1;

/*
 * Measurement of run.sh on a GPU machine: are forward, TENT and MGTTA steps right on each provider that is found, and
 * how fast are they beside PyTorch on the same GPU? Writes gpu.json and gpu.txt into the folder that is named, as far
 * as it has come, after each case and when its time is over.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runBench } from '../../src-main/bench/bench.ts';
import type { BenchOptionsInput } from '../../src-main/bench/bench-plan.ts';
import type { BenchFailure, Measurement } from '../../src-main/bench/report.ts';
import { killContestants } from '../../src-main/bench/contestant.ts';
import { optionsFrom } from './options.ts';
import { tableOf, type GpuReport } from './table.ts';

const { env } = process;
const options = optionsFrom(env);
const out = path.resolve(process.argv[2] ?? '.');
const begun = performance.now();

/** GPUs of the computer as NVIDIA's driver reports them; none where there is no driver. */
function describeGpus(): string[] {
  try {
    const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
    return execFileSync('nvidia-smi', query, { encoding: 'utf8', timeout: 20_000 }).trim().split('\n');
  } catch {
    return [];
  }
}

const report: { -readonly [Key in keyof GpuReport]: GpuReport[Key] } = {
  date: new Date().toISOString(),
  gpus: describeGpus(),
  options,
  host: null,
  checks: [],
  speeds: [],
  failures: [],
  peerMissing: null,
  seconds: 0,
  isComplete: false,
};

function save(): void {
  report.seconds = (performance.now() - begun) / 1000;
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'gpu.json'), `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(path.join(out, 'gpu.txt'), tableOf(report));
}

const say = (text: string): void => console.error(`${((performance.now() - begun) / 1000).toFixed(0)} s: ${text}`);

function note(into: 'checks' | 'speeds'): (all: readonly Measurement[], failed: readonly BenchFailure[]) => void {
  return (measurements, failures) => {
    report[into] = [...report[into], ...measurements];
    report.failures = [...report.failures, ...failures];
    save();
  };
}

const timer = setTimeout(() => {
  say('The time is over.');
  save();
  killContestants();
  process.stdout.write(tableOf(report));
  process.exit(3);
}, 1000 * options.seconds);

const common: BenchOptionsInput = {
  models: [options.model],
  works: ['forward', 'tent', 'mgtta'],
  photos: 0,
  threads: options.threads,
};
const check = await runBench(
  {
    ...common,
    engines: ['onnx-cpu', ...options.engines],
    batches: [options.checkBatch],
    ...{ rounds: 1, secondsPerTurn: 0.001, warmUpRuns: 2, peer: false },
  },
  (text) => say(`check ${text}`),
  note('checks'),
);
report.host = check.host;
const found = options.engines.filter((engine) => report.checks.some(({ contestant }) => contestant === engine));
// Without a GPU to measure, the CPU shows that the script works.
const engines = found.length > 0 ? found : (['onnx-cpu'] as const);
const speed = await runBench(
  {
    ...common,
    engines: [...engines],
    batches: [options.batch],
    ...{ rounds: options.rounds, secondsPerTurn: options.turn, warmUpRuns: 2 },
    peerDevices: report.gpus.length > 0 ? ['cuda', 'cuda-tf32'] : ['cpu'],
  },
  (text) => say(`speed ${text}`),
  note('speeds'),
);
report.peerMissing = speed.peerMissing;
report.isComplete = true;
clearTimeout(timer);
save();
process.stdout.write(tableOf(report));
const isRight = ({ difference }: Measurement): boolean => difference === null || difference <= options.tolerance;
// The CPU is what the others are compared with: without it nothing was checked.
process.exitCode = report.checks.length > 0 && report.checks.every(isRight) ? 0 : 1;

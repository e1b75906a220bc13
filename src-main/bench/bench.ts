import { median } from '../../src-shared/statistics/median.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { entryFile } from '../jobs/entry.ts';
import { Contestant, type Program } from './contestant.ts';
import { productFlops, workFlops } from './flops.ts';
import { benchNets, writeTaskFiles } from './task-files.ts';
import { findPeer, type Peer } from './peer.ts';
import {
  benchOptionsSchema,
  planBench,
  runsPerTurn,
  type BenchCase,
  type BenchOptions,
  type BenchOptionsInput,
  type PeerDevice,
} from './bench-plan.ts';
import type { Ready, Task, TaskFiles } from './peer-messages.ts';
import { decodeFloats, relativeDifference, type BenchFailure, type BenchReport, type Measurement } from './report.ts';
import { withoutPeer } from './works.ts';

export type BenchProgress = (text: string) => void;
type OnCase = (measurements: readonly Measurement[], failures: readonly BenchFailure[]) => void;

interface Entrant {
  readonly contestant: Contestant;
  readonly ready: Ready;
  /** Logits of the last run of the warm-up. */
  readonly logits: Float32Array;
  readonly runs: number;
  readonly seconds: number[];
  readonly cpuSeconds: number[];
}

type TurnOptions = Pick<BenchOptions, 'rounds' | 'secondsPerTurn' | 'warmUpRuns'>;

function labProgram(engine: string, task: Omit<Task, 'engine'>): Program {
  const file = entryFile('bench-process', import.meta.url);
  const argument = JSON.stringify({ ...task, engine } satisfies Task);
  return { name: engine, command: process.execPath, args: [...process.execArgv, file, argument] };
}

function peerProgram({ name, python, script }: Peer, task: Omit<Task, 'engine'>, device: PeerDevice): Program {
  const named = device === 'cpu' ? name : `${name} ${device}`;
  return { name: named, command: python, args: [script, JSON.stringify({ ...task, device })] };
}

/** @param unit how many of what is timed make a run: 1, or floating-point operations */
async function enter(program: Program, { secondsPerTurn, warmUpRuns }: TurnOptions, unit = 1): Promise<Entrant> {
  const { contestant, ready } = await Contestant.start(program);
  const { seconds, logits } = await contestant.run(warmUpRuns);
  const runs = runsPerTurn(secondsPerTurn, unit * Math.min(...seconds));
  return { contestant, ready, logits: decodeFloats(logits), runs, seconds: [], cpuSeconds: [] };
}

/** Lets all contestants of a case take turns, so that a change of the machine's speed hits all of them alike. */
async function compareIn(
  work: BenchCase,
  programs: readonly Program[],
  plain: Program,
  options: TurnOptions,
): Promise<{ measurements: Measurement[]; failures: BenchFailure[] }> {
  const entrants: Entrant[] = [];
  const failures: BenchFailure[] = [];
  const admit = async (program: Program, unit?: number): Promise<Entrant | undefined> => {
    try {
      return await enter(program, options, unit);
    } catch (error) {
      failures.push({ ...work, contestant: program.name, reason: toLabError(error).message });
      return undefined;
    }
  };
  const everybody = (): Entrant[] => [...entrants, ...(products ? [products] : [])];
  let products: Entrant | undefined;
  try {
    for (const program of programs) entrants.push(...[await admit(program)].flatMap((entrant) => entrant ?? []));
    if (entrants.some(({ contestant }) => !onOtherDevices.has(contestant.name))) {
      products = await admit(plain, totalFlops(work));
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const { contestant, runs, seconds, cpuSeconds } of everybody()) {
        const turn = await contestant.run(runs);
        seconds.push(...turn.seconds);
        cpuSeconds.push(...turn.cpuSeconds);
      }
    }
    const peaks = await Promise.all(entrants.map(({ contestant }) => contestant.end()));
    return { measurements: summarise(work, entrants, peaks, products ? median(products.seconds) : null), failures };
  } finally {
    for (const { contestant } of everybody()) contestant.kill();
  }
}

/** Of all plain products of a case together. */
function totalFlops({ model, batch }: BenchCase): number {
  return benchNets[model].products(batch).reduce((sum, product) => sum + productFlops(product), 0);
}

/** Devices of these engines compute nothing on the CPU, so that its rate says nothing about them. */
const onOtherDevices: ReadonlySet<string> = new Set(['onnx-webgpu', 'onnx-cuda', 'pytorch cuda', 'pytorch cuda-tf32']);

/** @param secondsPerFlop what a floating-point operation of a plain product takes on the CPU */
function summarise(
  work: BenchCase,
  entrants: readonly Entrant[],
  peaks: readonly number[],
  secondsPerFlop: number | null,
): Measurement[] {
  const times = entrants.map(({ seconds }) => median(seconds));
  const cpuTimes = entrants.map(({ cpuSeconds }) => median(cpuSeconds));
  const flops = workFlops(benchNets[work.model], work.work, work.batch);
  const peer = entrants.findIndex(({ contestant }) => contestant.name.startsWith('pytorch'));
  const ratio = (values: readonly number[], i: number): number | null =>
    peer < 0 || i === peer ? null : values[i]! / values[peer]!;
  return entrants.map(({ contestant, ready, logits }, i) => ({
    ...work,
    contestant: contestant.name,
    version: ready.version,
    device: ready.device,
    compileSeconds: ready.compileSeconds,
    secondsPerBatch: times[i]!,
    cpuSecondsPerBatch: cpuTimes[i]!,
    imagesPerSecond: work.batch / times[i]!,
    peakBytes: peaks[i]!,
    matmulShare:
      secondsPerFlop === null || onOtherDevices.has(contestant.name) ? null : (flops * secondsPerFlop) / times[i]!,
    timeRatio: ratio(times, i),
    cpuRatio: ratio(cpuTimes, i),
    memoryRatio: ratio(peaks, i),
    difference: i === 0 ? null : relativeDifference(logits, entrants[0]!.logits),
  }));
}

function parseOptions(input: BenchOptionsInput): BenchOptions {
  const parsed = benchOptionsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LabError('bad-option', `Benchmark option ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}.`);
}

/** Only models of ImageNet are fed from JPEG files. */
async function timeDataPath({ models, photos }: BenchOptions, folder: string, progress: BenchProgress) {
  if (photos === 0 || !models.includes('vit-b16')) return null;
  progress(`data path: ${photos} photographs`);
  try {
    const { measureDataPath } = await import('./data-path.ts');
    return await measureDataPath(folder, photos);
  } catch (error) {
    return { reason: toLabError(error).message };
  }
}

/**
 * Times the lab's engines, and PyTorch beside them, and the way of images from JPEG files to an engine. Each contestant of
 * each case has a process of its own, for its peak memory to be its own; contestants take turns.
 * @param onCase called after each case
 * @throws LabError `bad-option` for settings that make no sense
 */
export async function runBench(
  input: BenchOptionsInput,
  progress: BenchProgress = () => undefined,
  onCase: OnCase = () => undefined,
): Promise<BenchReport> {
  const options = parseOptions(input);
  const folder = mkdtempSync(path.join(tmpdir(), 'mgtta-bench-'));
  try {
    const dataPath = await timeDataPath(options, path.join(folder, 'data'), progress);
    return { ...(await timeEngines(options, folder, progress, onCase)), dataPath };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeEngines(
  options: BenchOptions,
  folder: string,
  progress: BenchProgress,
  onCase: OnCase,
): Promise<Omit<BenchReport, 'dataPath'>> {
  const cases = planBench(options);
  const largest = Math.max(...cases.map(({ batch }) => batch));
  const peer = options.peer ? findPeer() : undefined;
  const files = new Map<string, TaskFiles>();
  const measurements: Measurement[] = [];
  const failures: BenchFailure[] = [];
  for (const [index, work] of cases.entries()) {
    const { model, batch } = work;
    progress(`${index + 1}/${cases.length}: ${model}, ${work.work}, batch ${batch}`);
    const modelFiles = files.get(model) ?? writeTaskFiles(folder, model, largest);
    files.set(model, modelFiles);
    const { heads } = benchNets[model];
    const task = { work: work.work, batch, threads: options.threads, heads, files: modelFiles };
    const programs = options.engines.map((engine) => labProgram(engine, task));
    if (typeof peer === 'object' && !withoutPeer.has(work.work)) {
      programs.push(...options.peerDevices.map((device) => peerProgram(peer, task, device)));
    }
    const products = benchNets[model].products(batch);
    const plain = { ...labProgram('onnx-cpu', { ...task, work: { products } }), name: 'plain products' };
    const result = await compareIn(work, programs, plain, options);
    measurements.push(...result.measurements);
    failures.push(...result.failures);
    onCase(result.measurements, result.failures);
  }
  const peerMissing = typeof peer === 'string' ? peer : null;
  return { host: describeHost(), threads: options.threads, measurements, failures, peerMissing };
}

function describeHost(): BenchReport['host'] {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

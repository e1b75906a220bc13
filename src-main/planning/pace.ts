import { betterAtOnce, computesOnCpu, speedUp, type AtOnce } from '../../src-shared/devices.ts';

/** How runs are computed at a time on this computer. */
export interface AtATime {
  /** On the CPU. */
  readonly jobs: number;
  /** Places on GPUs. */
  readonly gpuPlaces: number;
  /** Measurements of several runs at a time with a family of models. */
  readonly measured: (family: string) => AtOnce | undefined;
}

/** How long a run takes by itself. */
export interface TimedRun {
  readonly seconds: number;
  readonly engine: string;
  readonly family: string;
}

const sumOf = (runs: readonly TimedRun[]): number => runs.reduce((sum, { seconds }) => sum + seconds, 0);

function cpuSeconds(runs: readonly TimedRun[], jobs: number, measured: AtATime['measured']): number {
  const atOnce = Math.min(jobs, runs.length);
  return runs.reduce((sum, { seconds, family }) => {
    const known = measured(family);
    return sum + seconds / (known ? speedUp(known, atOnce) : 1);
  }, 0);
}

/** How long runs take together: GPUs share theirs, and the CPU does its own beside them, as fast as it was measured to be. */
export function secondsTogether(runs: readonly TimedRun[], { jobs, gpuPlaces, measured }: AtATime): number {
  const [onCpu, onGpus] = [true, false].map((cpu) => runs.filter(({ engine }) => computesOnCpu(engine) === cpu));
  const places = Math.max(1, Math.min(gpuPlaces, onGpus!.length));
  const longest = Math.max(0, ...onGpus!.map(({ seconds }) => seconds));
  return Math.max(cpuSeconds(onCpu!, jobs, measured), longest, sumOf(onGpus!) / places);
}

/** A faster number of runs at a time on the CPU, with its time; undefined where not measured or not faster. */
export function fasterAtATime(
  runs: readonly TimedRun[],
  atATime: AtATime,
): { readonly jobs: number; readonly seconds: number } | undefined {
  const [first] = runs.filter(({ engine }) => computesOnCpu(engine));
  const measured = first && atATime.measured(first.family);
  const jobs = measured && betterAtOnce(measured, atATime.jobs, runs.length);
  if (jobs === undefined) return undefined;
  return { jobs, seconds: secondsTogether(runs, { ...atATime, jobs }) };
}

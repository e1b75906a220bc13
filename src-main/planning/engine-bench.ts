import { z } from 'zod';
import { benchResultSchema, type BenchResult, type EngineId, type EngineReport } from '../../src-shared/api/lab.ts';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import type { ComputeClient } from '../jobs/compute-client.ts';
import type { Job, JobResult } from '../jobs/messages.ts';
import type { Store } from '../store/store.ts';

const storeKey = 'benchmarks';
/** Work by which engines are compared here. */
const work = { threads: 0, model: 'quickstart', batchSize: 64, seconds: 2 } as const;
const storedSchema = z.array(benchResultSchema);

/** Does a job in its turn on the given compute process; see `RunScheduler.perform`. */
type InTurn = (job: Job, client: ComputeClient) => Promise<JobResult | 'withdrawn'>;

/** The latest result of each engine that was benchmarked on this computer. */
export function storedBenchmarks(store: Store): BenchResult[] {
  const parsed = storedSchema.safeParse(store.readValue(storeKey));
  return parsed.success ? parsed.data : [];
}

function keep(store: Store, result: BenchResult): void {
  const others = storedBenchmarks(store).filter(({ engine }) => engine !== result.engine);
  store.writeValue(storeKey, [...others, result]);
}

function failed(engine: EngineId, problem: string): BenchResult {
  const measuredAt = new Date().toISOString();
  return {
    engine,
    measuredAt,
    forwardImagesPerSecond: null,
    stepImagesPerSecond: null,
    peakMemoryBytes: null,
    problem,
  };
}

/**
 * Times one engine in a compute process of its own, so that its memory is its own and a faulty driver harms nobody.
 * @throws LabError `cancelled` when the lab stops it
 */
async function benchmarkOne(engine: EngineId, compute: ComputeClient, inTurn: InTurn): Promise<BenchResult> {
  const client = compute.sibling();
  try {
    const outcome = await inTurn({ kind: 'benchmark', engine, ...work }, client);
    if (outcome === 'withdrawn' || outcome.kind !== 'benchmark' || outcome.stepImagesPerSecond === null) {
      throw new LabError('cancelled', 'The benchmark was stopped.');
    }
    const { kind: _kind, device: _device, ...measured } = outcome;
    return { engine, measuredAt: new Date().toISOString(), ...measured, problem: null };
  } catch (error) {
    const { code, message } = toLabError(error);
    if (code === 'cancelled') throw error;
    return failed(engine, message);
  } finally {
    await client.close();
  }
}

export interface BenchmarkOptions {
  readonly store: Store;
  readonly compute: ComputeClient;
  readonly inTurn: InTurn;
  /** Facts about the engines: those that are not available are not tried. */
  readonly reports: readonly EngineReport[];
  /** Called after each engine. */
  readonly onResult: () => void;
}

/** Times engines one after the other, between runs, and keeps the results. */
export async function benchmarkEngines(
  engines: readonly EngineId[],
  options: BenchmarkOptions,
): Promise<BenchResult[]> {
  const { store, compute, inTurn, reports, onResult } = options;
  const results: BenchResult[] = [];
  for (const engine of new Set(engines)) {
    const report = reports.find(({ id }) => id === engine);
    const result =
      report?.available === false
        ? failed(engine, report.reason ?? 'It is not available here.')
        : await benchmarkOne(engine, compute, inTurn);
    keep(store, result);
    results.push(result);
    onResult();
  }
  return results;
}

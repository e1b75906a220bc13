import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { EngineReport } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { benchmarkEngines, storedBenchmarks } from '../../planning/engine-bench.ts';
import type { ApiContext } from './context.ts';

type EnginesApi = Pick<LabApi, 'listEngines' | 'autoEngine' | 'listBenchmarks' | 'benchmark'>;

/** Asks for the engines in a process that ends afterwards, since a faulty driver may take it down or keep its memory. */
async function detect(compute: ComputeClient): Promise<EngineReport[]> {
  const client = compute.sibling();
  try {
    const result = await client.start({ kind: 'engines' }, () => undefined).result;
    if (result.kind === 'engines') return result.engines;
    throw new LabError('internal', 'The compute process was asked for engines and told something else.');
  } finally {
    await client.close();
  }
}

/** Engines of this computer and their benchmarks. */
export function enginesApi({
  scheduler,
  store,
  hub,
  compute,
  chooser,
}: Pick<ApiContext, 'scheduler' | 'store' | 'hub' | 'compute' | 'chooser'>): EnginesApi {
  let detected: Promise<EngineReport[]> | undefined;
  let isBenchmarking = false;

  /** What was found; looked for once, and again after a failure. */
  const engines = (): Promise<EngineReport[]> => {
    detected ??= detect(compute).catch((error: unknown) => {
      detected = undefined;
      throw error;
    });
    return detected;
  };

  return {
    listEngines: engines,

    autoEngine: () => chooser.describe(),

    listBenchmarks: () => Promise.resolve(storedBenchmarks(store)),

    async benchmark({ engines: asked }) {
      if (isBenchmarking) throw new LabError('bad-input', 'A benchmark is under way.', 'Wait until it is done.');
      isBenchmarking = true;
      try {
        return await benchmarkEngines(asked, {
          store,
          compute,
          inTurn: (job, client) => scheduler.perform(job, client),
          reports: await engines(),
          onResult: () => hub.publish('changed', { what: 'benchmarks' }),
        });
      } finally {
        isBenchmarking = false;
      }
    },
  };
}

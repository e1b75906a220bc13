import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { EngineReport } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { resultOf } from '../../jobs/perform-alone.ts';
import { benchmarkEngines, storedBenchmarks } from '../../planning/engine-bench.ts';
import type { ConfigConfinement } from './confine-config.ts';
import type { ApiContext } from './context.ts';

type EnginesApi = Pick<
  LabApi,
  | 'listEngines'
  | 'autoEngine'
  | 'listDevices'
  | 'runsAtOnce'
  | 'measureRunsAtOnce'
  | 'measureEngines'
  | 'setUpEngine'
  | 'stopEngineSetup'
  | 'engineSetup'
  | 'listBenchmarks'
  | 'benchmark'
>;
type Parts = Pick<ApiContext, 'scheduler' | 'store' | 'hub' | 'compute' | 'chooser' | 'setups' | 'places'>;

/** Asks for the engines in a process that ends afterwards, since a faulty driver may take it down or keep its memory. */
async function detect(compute: ComputeClient): Promise<EngineReport[]> {
  const client = compute.sibling();
  try {
    return (await resultOf(client, { kind: 'engines' })).engines;
  } finally {
    await client.close();
  }
}

const busyHint = 'Wait until it is done, or cancel it.';

/** Engines of this computer and their benchmarks. */
export function enginesApi(
  { scheduler, store, hub, compute, chooser, setups, places }: Parts,
  confinement: Pick<ConfigConfinement, 'model'>,
): EnginesApi {
  let detected: Promise<EngineReport[]> | undefined;
  let isBenchmarking = false;

  /** Engines that were found; looked for once, and again after a failure. */
  const engines = (): Promise<EngineReport[]> => {
    detected ??= detect(compute).catch((error: unknown) => {
      detected = undefined;
      throw error;
    });
    return detected;
  };

  /** Measures while nothing else is computed. */
  const undisturbed = async <T>(measure: () => Promise<T>): Promise<T> => {
    if (scheduler.isBusy || isBenchmarking) {
      throw new LabError('bad-input', 'Runs in progress would disturb the measurement.', busyHint);
    }
    isBenchmarking = true;
    try {
      const measured = await measure();
      hub.publish('changed', { what: 'engines' });
      return measured;
    } finally {
      isBenchmarking = false;
    }
  };

  return {
    listEngines: engines,

    autoEngine: () => chooser.describe(),

    listDevices: () => places.devices(),

    runsAtOnce: () => places.measured(),

    async measureRunsAtOnce({ model: asked }) {
      const model = await confinement.model(asked);
      return undisturbed(async () => {
        await places.measure(compute, model);
        return places.measured();
      });
    },

    measureEngines: () =>
      undisturbed(async () => {
        await chooser.measureAgain({ signal: new AbortController().signal, report: () => undefined });
        return chooser.describe();
      }),

    async setUpEngine({ setup }) {
      try {
        await setups.run(setup);
        return null;
      } finally {
        detected = undefined;
      }
    },

    stopEngineSetup() {
      setups.stop();
      return Promise.resolve(null);
    },

    engineSetup: () => Promise.resolve(setups.underWay),

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

import { z } from 'zod';
import { atOnceSchema, type AtOnce } from '../../../src-shared/devices.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { resultOf } from '../../jobs/perform-alone.ts';
import type { Store } from '../../store/store.ts';
import type { Machine } from './machine.ts';
import { allThreads } from './places.ts';
import { fingerprintOf } from './race-book.ts';

const storeKey = 'runs-at-once';
/** Of several computers, or models, in one data folder. */
const keptMeasurements = 30;
const storedSchema = z.array(z.strictObject({ machine: z.string(), measured: atOnceSchema }));
/** The timed work: steps of MGTTA. */
const batchSize = 64;
const seconds = 1;
/** More at a time were never the fastest, and each takes its memory. */
const mostJobs = 8;

/** Numbers of runs at a time that are tried: they divide the threads evenly. */
export function jobsToTry(threads: number): number[] {
  return Array.from({ length: Math.min(threads, mostJobs) }, (_, index) => index + 1).filter(
    (jobs) => threads % jobs === 0,
  );
}

/** Times the CPU engine on a model: one run, and several at a time, each in a process of its own. */
export async function measureAtOnce(
  compute: ComputeClient,
  { model, family }: { readonly model: string; readonly family: string },
  threads = allThreads(),
): Promise<AtOnce> {
  const entries: AtOnce['entries'] = [];
  for (const jobs of jobsToTry(threads)) {
    const share = threads / jobs;
    const job = { kind: 'benchmark', engine: 'onnx-cpu', threads: share, model, batchSize, seconds } as const;
    const clients = Array.from({ length: jobs }, () => compute.sibling());
    try {
      const results = await Promise.all(clients.map((client) => resultOf(client, job)));
      const rates = results.map(({ stepImagesPerSecond }) => stepImagesPerSecond ?? 0);
      const imagesPerSecond = rates.reduce((sum, rate) => sum + rate, 0);
      if (rates.some((rate) => rate <= 0)) throw new LabError('internal', 'A benchmark gave nothing.');
      entries.push({ jobs, threads: share, imagesPerSecond });
    } finally {
      await Promise.all(clients.map((client) => client.close()));
    }
  }
  return { family, batchSize, measuredAt: new Date().toISOString(), entries };
}

/** Measurements of runs at a time, in the data folder. */
export class AtOnceBook {
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** All that holds on this computer. */
  of(machine: Machine): AtOnce[] {
    const fingerprint = fingerprintOf(machine);
    return this.all().flatMap((stored) => (stored.machine === fingerprint ? [stored.measured] : []));
  }

  keep(machine: Machine, measured: AtOnce): void {
    const fingerprint = fingerprintOf(machine);
    const others = this.all().filter(
      (stored) => stored.machine !== fingerprint || stored.measured.family !== measured.family,
    );
    if (this.store.readOnly) return;
    this.store.writeValue(storeKey, [{ machine: fingerprint, measured }, ...others].slice(0, keptMeasurements));
  }

  private all(): z.output<typeof storedSchema> {
    return storedSchema.safeParse(this.store.readValue(storeKey)).data ?? [];
  }
}

import { raceReason, inOrder, type EngineId, type EngineRace, type RaceEntry } from '../../../src-shared/engines.ts';
import { toLabError } from '../../../src-shared/errors.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { resultOf } from '../../jobs/perform-alone.ts';
import type { Preparation } from '../../runs/run-queue.ts';
import type { RaceKind } from './race-book.ts';

/** Time to measure each work, and the limit after which an engine is ruled out. */
const seconds = 0.5;
const patienceMs = 120_000;

type RaceModel = Pick<RunConfig, 'model' | 'reading'>;

/** Means of a race, and how it is followed and ended. */
interface RaceTrack extends Preparation {
  readonly compute: ComputeClient;
}

const failed = (engine: EngineId, problem: string): RaceEntry => ({
  ...{ engine, device: null, forwardSecondsPerImage: null, stepSecondsPerImage: null },
  problem,
});

const inverse = (perSecond: number | null): number | null => perSecond && 1 / perSecond;

/** Times an engine in a process of its own: a driver that crashes or hangs ends that process only. */
async function timeOne(engine: EngineId, model: RaceModel, kind: RaceKind, track: RaceTrack): Promise<RaceEntry> {
  const client = track.compute.sibling();
  const stop = (): void => client.kill();
  const patience = AbortSignal.timeout(patienceMs);
  const ending = AbortSignal.any([track.signal, patience]);
  ending.addEventListener('abort', stop);
  try {
    const reading = model.reading === undefined ? {} : { reading: model.reading };
    const { batchSize, threads } = kind;
    const job = { kind: 'benchmark', engine, threads, model: model.model, ...reading, batchSize, seconds } as const;
    const result = await resultOf(client, job);
    return {
      engine,
      device: result.device,
      forwardSecondsPerImage: inverse(result.forwardImagesPerSecond),
      stepSecondsPerImage: inverse(result.stepImagesPerSecond),
      problem: null,
    };
  } catch (error) {
    return failed(engine, patience.aborted ? 'It took longer than two minutes.' : toLabError(error).message);
  } finally {
    ending.removeEventListener('abort', stop);
    await client.close();
  }
}

/**
 * Times engines on a model, one after the other.
 * @returns undefined when it was stopped; where all of them fail, the last one stands: its run says why
 */
export async function race(
  engines: readonly EngineId[],
  model: RaceModel,
  kind: RaceKind,
  track: RaceTrack,
): Promise<EngineRace | undefined> {
  const entries: RaceEntry[] = [];
  for (const engine of engines) {
    track.report(`Measuring which engine is fastest here: ${engine}`);
    entries.push(await timeOne(engine, model, kind, track));
    if (track.signal.aborted) return undefined;
  }
  const [first] = inOrder(entries).filter(({ stepSecondsPerImage }) => stepSecondsPerImage !== null);
  return {
    ...kind,
    measuredAt: new Date().toISOString(),
    chosen: first?.engine ?? engines.at(-1) ?? 'onnx-cpu',
    reason: first === undefined ? 'none could be measured' : raceReason(entries),
    entries,
  };
}

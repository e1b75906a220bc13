import { LabError } from '../../src-shared/errors.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import type { ImageStream } from '../data/stream.ts';
import type { Engine } from '../engines/engine.ts';
import type { Method, MethodState, SourceStatistics } from '../methods/method.ts';
import { mgttaLstm } from '../methods/mgtta-lstm.ts';
import { mgtta } from '../methods/mgtta.ts';
import type { GeneratorKind, MggWeights } from '../mgg/weights.ts';
import type { SourceModel } from '../models/source-model.ts';
import { adapt } from './adapt.ts';
import { smallestBatch } from './checks.ts';
import { uncontrolled } from './control.ts';
import { MethodRunner } from './method-runner.ts';
import type { OpenStream } from './open-stream.ts';

export interface MggEvaluation {
  readonly engine: Engine;
  readonly model: SourceModel;
  readonly statistics: SourceStatistics;
  /** Streams of validation images, each adapted to from the source model. */
  readonly streams: readonly OpenStream[];
  readonly batchSize: number;
  readonly seed: number;
  /** Options of MGTTA; those left out get their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The method that a kind of generator is for. */
const methodFor: Readonly<Record<GeneratorKind, Method>> = { gml: mgtta, lstm: mgttaLstm };

/** Accuracy over one stream, as a fraction; null where no image could be read. */
async function accuracyOn(
  { stream }: OpenStream,
  runner: MethodRunner,
  start: MethodState,
  seed: number,
): Promise<number | null> {
  let correct = 0;
  let images = 0;
  const outcomes = adapt({
    runner,
    stream,
    budget: { batches: null, seconds: null },
    start: { nextBatch: 0, adaptedBatches: 0, adaptSeconds: 0, state: start },
    frozen: false,
    smallestBatch: smallestBatch(mgtta),
    seed,
    classMask: null,
    onNonFinite: 'stop',
    control: uncontrolled,
  });
  for await (const { batch } of outcomes) {
    correct += batch.correct1;
    images += batch.size;
  }
  return images === 0 ? null : correct / images;
}

function unreadable({ name, skipped }: ImageStream): LabError {
  const [first] = skipped;
  const reason = first ? ` ${first.path}: ${first.reason}` : '';
  return new LabError('bad-input', `No image of ${name} could be read to evaluate on.${reason}`);
}

/** Key of the accuracy on a shift: its corruption, with the severity where there are several. */
function nameAmong(shifts: readonly Shift[], shift: Shift): string {
  const same = shifts.filter(({ corruption }) => corruption === shift.corruption);
  return same.length > 1 ? shiftName(shift) : shift.corruption;
}

/**
 * Accuracy of MGTTA with a generator on each stream, by corruption, as a fraction; of a corruption at several severities by
 * these, as `fog/3`.
 * @throws LabError `bad-input` where no image of a stream can be read: epochs would no longer be comparable
 */
export async function evaluateMgg(evaluation: MggEvaluation, mgg: MggWeights): Promise<Record<string, number>> {
  const { engine, model, statistics, streams, batchSize, seed, options } = evaluation;
  const bound = methodFor[mgg.kind].bind({ model, statistics, mgg, batchSize, seed }, options);
  const runner = new MethodRunner(engine, 'MGG evaluation', bound, model);
  const accuracy: Record<string, number> = {};
  const shifts = streams.map(({ shift }) => shift);
  try {
    for (const planned of streams) {
      const value = await accuracyOn(planned, runner, bound.init(), seed);
      if (value === null) throw unreadable(planned.stream);
      accuracy[nameAmong(shifts, planned.shift)] = value;
    }
  } finally {
    await runner.dispose();
  }
  return accuracy;
}

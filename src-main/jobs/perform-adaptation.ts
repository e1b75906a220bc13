import { LabError } from '../../src-shared/errors.ts';
import type { RunConfig, Shift } from '../../src-shared/run-config.ts';
import type { Dataset, Preprocessing } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import { checkRunConfig } from '../experiments/checks.ts';
import type { RunControl } from '../experiments/control.ts';
import { preprocessingOf } from '../experiments/preprocessing.ts';
import { batchesDone, fingerprintOf, run, type PlannedStream } from '../experiments/run.ts';
import type { Method, MethodContext } from '../methods/method.ts';
import { findMethod } from '../methods/registry.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { Checkpoint } from '../store/records.ts';
import { checkFacts, describePreprocessing, factsOf } from './facts.ts';
import type { Job, JobEvent, JobResult, RunFacts } from './messages.ts';
import { mggFile } from './package-root.ts';
import type { Resources } from './resources.ts';

type AdaptJob = Extract<Job, { kind: 'adapt' }>;

/** The streams of a configuration: one for each shift, or a single one of all shifts shuffled together. */
async function planStreams(config: RunConfig, dataset: Dataset, images: Preprocessing): Promise<PlannedStream[]> {
  const open = (shifts: readonly Shift[]) =>
    dataset.stream({ ...images, shifts, images: config.images, seed: config.seed, batchSize: config.batchSize });
  if (config.order === 'mixed') {
    const severity = Math.max(...config.shifts.map((shift) => shift.severity));
    return [{ shift: { corruption: 'mixed', severity }, stream: await open(config.shifts) }];
  }
  const streams: PlannedStream[] = [];
  for (const shift of config.shifts) streams.push({ shift, stream: await open([shift]) });
  return streams;
}

function checkClasses(config: RunConfig, dataset: Dataset, model: SourceModel): void {
  if (config.classMask !== null || dataset.classNames.length === model.classes) return;
  throw new LabError(
    'bad-input',
    `${dataset.name} has ${dataset.classNames.length} classes, but the model tells ${model.classes} apart.`,
    'Choose another folder or model, or give a class mask.',
  );
}

import { LabError } from '../../src-shared/errors.ts';
import type { ImageStream } from '../data/stream.ts';
import { constant, float32, type Constant, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import { flatten } from '../engines/tree.ts';
import type { SourceStatistics } from '../methods/method.ts';
import type { GeneratorKind, MggWeights } from '../mgg/weights.ts';
import { untrainedMgg } from '../mgg/checkpoint.ts';
import { onBatches, type SourceModel } from '../models/source-model.ts';
import type { RunControl } from './control.ts';
import {
  initialPretrainState,
  nextEpoch,
  pretrainStep,
  type PretrainOptions,
  type PretrainState,
} from './pretrain-step.ts';
import { isFinite32 } from './tensors.ts';

export interface PretrainTask {
  readonly engine: Engine;
  readonly model: SourceModel;
  readonly statistics: SourceStatistics;
  readonly options: PretrainOptions;
  readonly batchSize: number;
  /** Steps in all, over all epochs (T). */
  readonly steps: number;
  readonly seed: number;
  readonly kind: GeneratorKind;
  readonly hiddenSize: number;
  readonly heads: number;
  /** The training images in the order of an epoch. */
  epochStream(epoch: number): Promise<ImageStream>;
  /** Accuracy per validation corruption of a fresh model adapted by the MGG; null to skip evaluation. */
  readonly evaluate: ((mgg: MggWeights) => Promise<Readonly<Record<string, number>>>) | null;
  readonly control: RunControl;
}

/** Where a pre-training stands between two epochs; all that is needed to go on from here. */
export interface PretrainPosition {
  readonly epoch: number;
  readonly stepsDone: number;
  readonly state: PretrainState;
  readonly bestAccuracy: number | null;
  readonly best: MggWeights;
}

export type PretrainEvent =
  | { readonly kind: 'step'; readonly step: number; readonly epoch: number; readonly loss: number }
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      readonly meanLoss: number;
      /** By corruption; null where evaluation is off. */
      readonly accuracy: Readonly<Record<string, number>> | null;
      readonly averageAccuracy: number | null;
      /** The best epoch so far: its MGG is `position.best`. Without evaluation the last one counts as best. */
      readonly isBest: boolean;
      readonly mgg: MggWeights;
      readonly position: PretrainPosition;
    };

/** Where pre-training begins: an untrained MGG and the source model. */
export function startPosition(
  task: Pick<PretrainTask, 'model' | 'options' | 'seed' | 'kind' | 'hiddenSize' | 'heads'>,
): PretrainPosition {
  const mgg = untrainedMgg(task.seed, task);
  return {
    epoch: 0,
    stepsDone: 0,
    state: initialPretrainState(task.model.theta, mgg, task.options),
    bestAccuracy: null,
    best: mgg,
  };
}

function average(values: Readonly<Record<string, number>>): number {
  const all = Object.values(values);
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

function compile(task: PretrainTask, { best, state }: PretrainPosition) {
  const { engine, model, statistics, options, batchSize } = task;
  const side = model.imageSize;
  const constants: Named<Constant> = {
    ...model.constants,
    'source.std': constant(statistics.std),
    'source.mean': constant(statistics.mean),
  };
  return engine.compile(pretrainStep({ model: onBatches(model) }, best, options), {
    label: `MGG pre-training, batch ${batchSize}`,
    inputs: { images: { shape: [batchSize, 3, side, side], dtype: 'float32' }, state },
    constants,
  });
}

function checkFinite(step: number, loss: number, state: PretrainState): void {
  const broken = Object.entries(flatten<HostTensor>(state)).find(([, tensor]) => !isFinite32(tensor))?.[0];
  if (Number.isFinite(loss) && broken === undefined) return;
  throw new LabError(
    'numerical',
    `At step ${step + 1} of the pre-training ${Number.isFinite(loss) ? `'${broken ?? ''}'` : 'the loss'} is not finite.`,
    'A smaller learning rate usually helps; the best generator so far is kept.',
  );
}

/**
 * Pre-trains an MGG (docs/method.md §4; Algorithm 1 of the paper): epochs over the same images, each followed by an evaluation; the
 * best generator is kept. Batches that are not whole, the last one or those with a broken image, are left out.
 * @throws LabError `numerical` when loss or state stop being finite; the position of the last epoch stays good
 */
export async function* pretrainMgg(
  task: PretrainTask,
  start: PretrainPosition = startPosition(task),
): AsyncGenerator<PretrainEvent, void, undefined> {
  const { model, batchSize, steps, control } = task;
  const compiled = await compile(task, start);
  try {
    let position = start;
    while (position.stepsDone < steps) {
      let state = nextEpoch(position.state, position.best, task.options);
      let { stepsDone } = position;
      let [total, count] = [0, 0];
      const stream = await task.epochStream(position.epoch);
      for await (const batch of stream.batches()) {
        if (stepsDone >= steps) break;
        if (batch.size < batchSize) continue;
        if (!(await control.mayContinue())) return;
        const images = float32(batch.images, [batchSize, 3, model.imageSize, model.imageSize]);
        const outputs = await compiled.run({ images, state });
        const loss = outputs.loss.data[0]!;
        ({ state } = outputs);
        checkFinite(stepsDone, loss, state);
        yield { kind: 'step', step: stepsDone, epoch: position.epoch, loss };
        stepsDone++;
        total += loss;
        count++;
      }
      if (count === 0) {
        throw new LabError('bad-option', `Pre-training needs at least one whole batch of ${batchSize} images.`);
      }
      const mgg = { ...position.best, tensors: state.phi };
      const accuracy = task.evaluate ? await task.evaluate(mgg) : null;
      const averageAccuracy = accuracy ? average(accuracy) : null;
      const isBest = averageAccuracy === null || averageAccuracy > (position.bestAccuracy ?? -Infinity);
      const { epoch } = position;
      position = {
        epoch: epoch + 1,
        stepsDone,
        state,
        bestAccuracy: isBest ? averageAccuracy : position.bestAccuracy,
        best: isBest ? mgg : position.best,
      };
      yield { kind: 'epoch', epoch, meanLoss: total / count, accuracy, averageAccuracy, isBest, mgg, position };
    }
  } finally {
    await compiled.dispose();
  }
}

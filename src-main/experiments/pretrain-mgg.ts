import { LabError } from '../../src-shared/errors.ts';
import { accuracyName } from '../../src-shared/pretrain-tasks.ts';
import type { ImageStream } from '../data/stream.ts';
import { constant, float32, type Constant, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import { flatten } from '../engines/tree.ts';
import type { SourceStatistics } from '../methods/method.ts';
import type { GeneratorKind, MggWeights } from '../mgg/weights.ts';
import { untrainedMgg } from '../mgg/checkpoint.ts';
import { onBatches, type SourceModel } from '../models/source-model.ts';
import { chooseEpoch, meanAccuracy, type Accuracies, type Choice } from './choose-epoch.ts';
import type { RunControl } from './control.ts';
import {
  initialPretrainState,
  nextEpoch,
  ownState,
  pretrainStep,
  type PretrainOptions,
  type PretrainState,
  type TaskState,
} from './pretrain-step.ts';
import { isFinite32 } from './tensors.ts';
import { turns } from './turns.ts';

/** What a generator learns from: images, and the source model that adapts to them. */
export interface LearningTask {
  readonly model: SourceModel;
  readonly statistics: SourceStatistics;
  /** The training images in the order of an epoch. */
  epochStream(epoch: number): Promise<ImageStream>;
  /** Accuracy per validation corruption of a fresh model adapted by the MGG; null to skip evaluation. */
  readonly evaluate: ((mgg: MggWeights) => Promise<Readonly<Record<string, number>>>) | null;
}

/** A pre-training: its first task, and what holds for all of them. */
export interface PretrainTask extends LearningTask {
  /** Further tasks that take turns with it; their losses count `weight` times as much as those of the first. */
  readonly others: readonly (LearningTask & { readonly weight: number })[];
  readonly engine: Engine;
  readonly options: PretrainOptions;
  readonly batchSize: number;
  /** Steps in all, over all epochs and tasks (T). */
  readonly steps: number;
  readonly seed: number;
  readonly kind: GeneratorKind;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly control: RunControl;
}

/** Where a pre-training stands between two epochs; all that is needed to go on from here. */
export interface PretrainPosition extends Choice {
  readonly epoch: number;
  readonly stepsDone: number;
  readonly state: PretrainState;
  /** Of the further tasks. */
  readonly others: readonly TaskState[];
}

export type PretrainEvent =
  | { readonly kind: 'step'; readonly step: number; readonly epoch: number; readonly loss: number }
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      /** Over all steps. */
      readonly meanLoss: number;
      /** Over those of each task; null for one that had none. */
      readonly taskLosses: readonly (number | null)[];
      /** By corruption, see `accuracyName`; null where evaluation is off. */
      readonly accuracy: Accuracies | null;
      readonly averageAccuracy: number | null;
      /** The best epoch so far: its MGG is `position.best`. Without evaluation the last one counts as best. */
      readonly isBest: boolean;
      readonly mgg: MggWeights;
      readonly position: PretrainPosition;
    };

/** Where pre-training begins: an untrained MGG and the source models. */
export function startPosition(
  task: Pick<PretrainTask, 'model' | 'options' | 'seed' | 'kind' | 'hiddenSize' | 'heads'> & {
    readonly others: readonly Pick<LearningTask, 'model'>[];
  },
): PretrainPosition {
  const mgg = untrainedMgg(task.seed, task);
  const stateOf = ({ model }: Pick<LearningTask, 'model'>): PretrainState =>
    initialPretrainState(model.theta, mgg, task.options);
  return {
    epoch: 0,
    stepsDone: 0,
    state: stateOf(task),
    others: task.others.map((other) => ownState(stateOf(other))),
    bestEpoch: 0,
    bestAccuracy: null,
    best: mgg,
    rivals: [],
  };
}

function compile(
  { engine, batchSize }: Pick<PretrainTask, 'engine' | 'batchSize'>,
  { model, statistics }: Pick<LearningTask, 'model' | 'statistics'>,
  options: PretrainOptions,
  { mgg, state }: { readonly mgg: MggWeights; readonly state: PretrainState },
) {
  const side = model.imageSize;
  const constants: Named<Constant> = {
    ...model.constants,
    'source.std': constant(statistics.std),
    'source.mean': constant(statistics.mean),
  };
  return engine.compile(pretrainStep({ model: onBatches(model) }, mgg, options), {
    label: `MGG pre-training, batch ${batchSize}`,
    inputs: { images: { shape: [batchSize, 3, side, side], dtype: 'float32' }, state },
    constants,
  });
}
type CompiledStep = Awaited<ReturnType<typeof compile>>;

/** Compiles the step of each task; they are disposed of together. */
async function compileAll(task: PretrainTask, { best: mgg, state, others }: PretrainPosition): Promise<CompiledStep[]> {
  const compiled = [await compile(task, task, task.options, { mgg, state })];
  try {
    for (const [place, other] of task.others.entries()) {
      const options = { ...task.options, weight: other.weight };
      compiled.push(await compile(task, other, options, { mgg, state: { ...state, ...others[place]! } }));
    }
  } catch (error) {
    for (const step of compiled) await step.dispose();
    throw error;
  }
  return compiled;
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

/** The accuracies of a generator on all tasks that are evaluated; null where none is. */
async function evaluateAll(tasks: readonly LearningTask[], mgg: MggWeights): Promise<Accuracies | null> {
  if (tasks.every(({ evaluate }) => evaluate === null)) return null;
  const all: Record<string, number> = {};
  for (const [place, task] of tasks.entries()) {
    const own = (await task.evaluate?.(mgg)) ?? {};
    for (const [corruption, accuracy] of Object.entries(own)) all[accuracyName(place, corruption)] = accuracy;
  }
  return all;
}

/** The losses of one task in an epoch. */
class LossTally {
  private total = 0;
  count = 0;

  add(loss: number): void {
    this.total += loss;
    this.count++;
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.total / this.count;
  }
}

/**
 * Pre-trains an MGG (docs/method.md §4; Algorithm 1 of the paper): epochs over the same images, each followed by an evaluation; the
 * best generator is kept. Several tasks take turns step by step, with one generator and one optimiser. Batches that are not whole, the
 * last one or those with a broken image, are left out.
 * @throws LabError `numerical` when loss or state stop being finite; the position of the last epoch stays good
 */
export async function* pretrainMgg(
  task: PretrainTask,
  start: PretrainPosition = startPosition(task),
): AsyncGenerator<PretrainEvent, void, undefined> {
  const { batchSize, steps, control, options } = task;
  const tasks: readonly LearningTask[] = [task, ...task.others];
  const compiled = await compileAll(task, start);
  try {
    let position = start;
    while (position.stepsDone < steps) {
      const { epoch, best: design } = position;
      let { phi, adam } = position.state;
      const states = [ownState(position.state), ...position.others].map((own) => nextEpoch(own, design, options));
      let { stepsDone } = position;
      const all = new LossTally();
      const each = tasks.map(() => new LossTally());
      const streams: ImageStream[] = [];
      for (const one of tasks) streams.push(await one.epochStream(epoch));
      for await (const { task: turn, batch } of turns(streams, batchSize)) {
        if (stepsDone >= steps) break;
        if (!(await control.mayContinue())) return;
        const side = tasks[turn]!.model.imageSize;
        const images = float32(batch.images, [batchSize, 3, side, side]);
        const outputs = await compiled[turn]!.run({ images, state: { ...states[turn]!, phi, adam } });
        const loss = outputs.loss.data[0]!;
        checkFinite(stepsDone, loss, outputs.state);
        ({ phi, adam } = outputs.state);
        states[turn] = ownState(outputs.state);
        yield { kind: 'step', step: stepsDone, epoch, loss };
        stepsDone++;
        all.add(loss);
        each[turn]!.add(loss);
      }
      const { mean: meanLoss } = all;
      if (meanLoss === null) {
        throw new LabError('bad-option', `Pre-training needs at least one whole batch of ${batchSize} images.`);
      }
      const mgg = { ...design, tensors: phi };
      const accuracy = await evaluateAll(tasks, mgg);
      const choice = chooseEpoch(position, { epoch, accuracy, mgg });
      const [first, ...others] = states;
      position = { ...choice, epoch: epoch + 1, stepsDone, state: { ...first!, phi, adam }, others };
      yield {
        kind: 'epoch',
        epoch,
        meanLoss,
        taskLosses: each.map(({ mean }) => mean),
        accuracy,
        averageAccuracy: accuracy && meanAccuracy(accuracy),
        isBest: choice.bestEpoch === epoch,
        mgg,
        position,
      };
    }
  } finally {
    for (const step of compiled) await step.dispose();
  }
}

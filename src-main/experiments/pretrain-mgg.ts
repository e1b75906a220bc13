import { LabError } from '../../src-shared/errors.ts';
import { accuracyName } from '../../src-shared/pretrain-tasks.ts';
import type { ImageStream } from '../data/stream.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import { flatten, type Tree } from '../engines/tree.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { untrainedMgg } from '../mgg/checkpoint.ts';
import { backpropLearner } from './backprop-learner.ts';
import { chooseEpoch, meanAccuracy, type Accuracies } from './choose-epoch.ts';
import { evolutionLearner } from './evolution-learner.ts';
import { initialPretrainState, ownState, type PretrainState } from './pretrain-step.ts';
import type { Learner, LearningTask, PretrainPosition, PretrainTask } from './pretrain-task.ts';
import { isFinite32 } from './tensors.ts';
import { turns } from './turns.ts';

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

/** Opens what learns φ^r. */
const openLearner = (task: PretrainTask, start: PretrainPosition): Promise<Learner> =>
  task.evolution ? evolutionLearner(task, task.evolution, start) : backpropLearner(task, start);

function checkFinite(step: number, loss: number, changed: Tree<HostTensor>): void {
  const broken = Object.entries(flatten<HostTensor>(changed)).find(([, tensor]) => !isFinite32(tensor))?.[0];
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
  const { batchSize, steps, control } = task;
  const tasks: readonly LearningTask[] = [task, ...task.others];
  const learner = await openLearner(task, start);
  try {
    let position = start;
    while (position.stepsDone < steps) {
      const { epoch, best: design } = position;
      learner.begin(position);
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
        const { loss, changed } = await learner.step(turn, images);
        checkFinite(stepsDone, loss, changed);
        yield { kind: 'step', step: stepsDone, epoch, loss };
        stepsDone++;
        all.add(loss);
        each[turn]!.add(loss);
      }
      const { mean: meanLoss } = all;
      if (meanLoss === null) {
        throw new LabError('bad-option', `Pre-training needs at least one whole batch of ${batchSize} images.`);
      }
      const learned = learner.end();
      const mgg = { ...design, tensors: learned.state.phi };
      const accuracy = await evaluateAll(tasks, mgg);
      const choice = chooseEpoch(position, { epoch, accuracy, mgg });
      position = { ...choice, ...learned, epoch: epoch + 1, stepsDone };
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
    await learner.dispose();
  }
}

import { constant, type Constant, type HostTensor, type Named } from '../engines/engine.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { onBatches } from '../models/source-model.ts';
import { nextEpoch, ownState, pretrainStep, type PretrainOptions, type PretrainState } from './pretrain-step.ts';
import type { Learner, LearningTask, PretrainPosition, PretrainTask } from './pretrain-task.ts';

/** Inputs of steps on a task besides images and state. */
export const constantsOf = ({ model, statistics }: LearningTask): Named<Constant> => ({
  ...model.constants,
  'source.std': constant(statistics.std),
  'source.mean': constant(statistics.mean),
});

/** Opens something for each task; where one can't be opened, the others are disposed of. */
export async function openEach<T, Opened extends { dispose(): Promise<void> }>(
  tasks: readonly T[],
  open: (task: T, place: number) => Promise<Opened>,
): Promise<Opened[]> {
  const opened: Opened[] = [];
  try {
    for (const [place, task] of tasks.entries()) opened.push(await open(task, place));
  } catch (error) {
    for (const one of opened) await one.dispose();
    throw error;
  }
  return opened;
}

function compile(
  { engine, batchSize }: PretrainTask,
  task: LearningTask,
  options: PretrainOptions,
  { mgg, state }: { readonly mgg: MggWeights; readonly state: PretrainState },
) {
  const { model } = task;
  const side = model.imageSize;
  return engine.compile(pretrainStep({ model: onBatches(model) }, mgg, options), {
    label: `MGG pre-training, batch ${batchSize}`,
    inputs: { images: { shape: [batchSize, 3, side, side], dtype: 'float32' }, state },
    constants: constantsOf(task),
  });
}
type CompiledStep = Awaited<ReturnType<typeof compile>>;

/** Learns as the paper does: the gradient of a loss flows back through the updates before it (docs/method.md §4). */
export async function backpropLearner(task: PretrainTask, start: PretrainPosition): Promise<Learner> {
  const { state, others, best: mgg } = start;
  const weights = [task.options.weight, ...task.others.map(({ weight }) => weight)];
  const compiled: readonly CompiledStep[] = await openEach([task, ...task.others], (one, place) =>
    compile(
      task,
      one,
      { ...task.options, weight: weights[place]! },
      { mgg, state: place === 0 ? state : { ...state, ...others[place - 1]! } },
    ),
  );
  let { phi, adam } = state;
  let states = [ownState(state), ...others];
  return {
    begin(position) {
      ({ phi, adam } = position.state);
      states = [ownState(position.state), ...position.others].map((own) => nextEpoch(own, mgg, task.options));
    },
    async step(place: number, images: HostTensor) {
      const outputs = await compiled[place]!.run({ images, state: { ...states[place]!, phi, adam } });
      ({ phi, adam } = outputs.state);
      states[place] = ownState(outputs.state);
      return { loss: outputs.loss.data[0]!, changed: outputs.state };
    },
    end() {
      const [first, ...rest] = states;
      return { state: { ...first!, phi, adam }, others: rest };
    },
    async dispose() {
      for (const step of compiled) await step.dispose();
    },
  };
}

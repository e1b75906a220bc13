import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { seeded } from '../../src-shared/random.ts';
import { onBatches } from '../models/source-model.ts';
import { constantsOf, openEach } from './backprop-learner.ts';
import { hostAdamStep } from './host-adam.ts';
import { innerStart, innerStep, type InnerState } from './inner-step.ts';
import { PersistentEvolution } from './persistent-evolution.ts';
import type { Learner, LearningTask, PretrainPosition, PretrainTask } from './pretrain-task.ts';

/** The values of several tensors in one row. */
function joined(tensors: Named<HostTensor>): Float64Array {
  return Float64Array.from(Object.values(tensors).flatMap(({ data }) => [...data]));
}

/** Undoes `joined`. @param like has names and shapes */
function parted(values: Float64Array, like: Named<HostTensor>): Record<string, HostTensor> {
  let at = 0;
  return Object.fromEntries(
    Object.entries(like).map(([name, { shape, data }]) => {
      const part = values.subarray(at, at + data.length);
      at += data.length;
      return [name, float32(Float32Array.from(part), shape)];
    }),
  );
}

function compile({ engine, batchSize, options }: PretrainTask, task: LearningTask, mgg: MggWeights) {
  const { model } = task;
  const side = model.imageSize;
  return engine.compile(innerStep({ model: onBatches(model) }, mgg, options), {
    label: `MGG pre-training by evolution, batch ${batchSize}`,
    inputs: {
      images: { shape: [batchSize, 3, side, side], dtype: 'float32' },
      state: innerStart(model.theta, mgg),
      phi: mgg.tensors,
    },
    constants: constantsOf(task),
  });
}
type CompiledStep = Awaited<ReturnType<typeof compile>>;

/** The particles of a task in an epoch. */
interface Swarm {
  readonly evolution: PersistentEvolution;
  readonly states: InnerState[];
}

/**
 * Learns by persistent evolution strategies (docs/pretraining.md): particles adapt the source model with perturbed generators, and
 * the losses that follow say where φ^r has to go. An epoch is one inner problem: each begins with the source model.
 */
export async function evolutionLearner(
  task: PretrainTask,
  evolution: NonNullable<PretrainTask['evolution']>,
  start: PretrainPosition,
): Promise<Learner> {
  const { best: mgg } = start;
  const { options, seed } = task;
  const tasks: readonly LearningTask[] = [task, ...task.others];
  const weights = [options.weight, ...task.others.map(({ weight }) => weight)];
  const compiled: readonly CompiledStep[] = await openEach(tasks, (one) => compile(task, one, mgg));
  let position = start;
  let { phi, adam } = start.state;
  let swarms: Swarm[] = [];

  function learn(gradient: Float64Array | undefined, weight: number): void {
    if (!gradient) return;
    const given = parted(
      gradient.map((value) => weight * value),
      phi,
    );
    ({ phi, adam } = hostAdamStep(phi, given, adam, options.mggLr));
  }

  return {
    begin(from) {
      position = from;
      ({ phi, adam } = from.state);
      const size = joined(phi).length;
      const settings = { ...evolution, truncation: options.unroll };
      swarms = tasks.map(({ model }, place) => {
        const own = new PersistentEvolution(size, settings, seeded(seed, from.epoch, place));
        const states = Array.from({ length: own.particles }, () => innerStart(model.theta, mgg));
        return { evolution: own, states };
      });
    },
    async step(place, images) {
      const { evolution: own, states } = swarms[place]!;
      const center = joined(phi);
      const losses: number[] = [];
      for (const [particle, state] of states.entries()) {
        const noise = own.perturbation(particle);
        const perturbed = parted(
          center.map((value, i) => value + noise[i]!),
          phi,
        );
        const outputs = await compiled[place]!.run({ images, state, phi: perturbed });
        losses.push(outputs.loss.data[0]!);
        states[particle] = outputs.state;
      }
      learn(own.take(losses), weights[place]!);
      const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
      return { loss, changed: { phi, theta: states.map(({ theta }) => theta) } };
    },
    end() {
      for (const [place, { evolution: own }] of swarms.entries()) learn(own.end(), weights[place]!);
      return { state: { ...position.state, phi, adam }, others: position.others };
    },
    async dispose() {
      for (const step of compiled) await step.dispose();
    },
  };
}

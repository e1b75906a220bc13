import {
  sequenceLength,
  sequenceNames,
  sequenceOf,
  shortened,
  type Sequence,
} from '../../src-shared/generator/view.ts';
import { constant, float32, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { mapEach } from '../engines/tree.ts';
import { gradientFeatures, type MomentOptions } from './gradient-features.ts';
import { generatorRules, startMemory } from './kinds.ts';
import type { MggWeights } from './weights.ts';

type Inputs<T> = {
  readonly gradient: T;
  readonly moments: { readonly mean: T; readonly square: T; readonly count: T };
  readonly memory: Named<T>;
  /** Memory at the start. */
  readonly start: Named<T>;
};

/** A step of the generator, and u of the same features with the memory as it was at the start. */
function compileStep(engine: Engine, mgg: MggWeights, decays: MomentOptions, inputs: Inputs<HostTensor>) {
  const { generate } = generatorRules[mgg.kind];
  const constants = mapEach(mgg.tensors, constant);
  return engine.compile(
    ({ gradient, moments: before, memory, start }, weights) => {
      const { features, moments } = gradientFeatures(gradient, before, decays);
      const written = generate(weights, memory, features);
      const frozen = generate(weights, start, features, false).update;
      const distances = Object.entries(written.memory).map(([name, now]) =>
        tf.sum(tf.reshape(tf.square(tf.sub(now, start[name]!)), [gradient.shape[0], -1]), 1),
      );
      const distance = tf.sqrt(tf.addN(distances));
      return { update: written.update, frozen, distance, moments, memory: { ...written.memory } };
    },
    { label: 'step of a generator', inputs, constants },
  );
}

/** Responses of a generator to gradients that come one after the other, each sequence a parameter of its own. */
export async function sequencesOf(
  engine: Engine,
  mgg: MggWeights,
  decays: MomentOptions = { beta1: 0.9, beta2: 0.99 },
): Promise<Sequence[]> {
  const zeros = float32(new Float32Array(sequenceNames.length));
  const start = startMemory(mgg, sequenceNames.length);
  const gradients = sequenceNames.map(sequenceOf);
  let inputs: Inputs<HostTensor> = {
    gradient: zeros,
    moments: { mean: zeros, square: zeros, count: float32(new Float32Array(1), []) },
    memory: start,
    start,
  };
  const step = await compileStep(engine, mgg, decays, inputs);
  const sequences = sequenceNames.map((name, i) => ({
    ...{ name, gradient: gradients[i]! },
    ...{ update: [] as number[], frozen: [] as number[], distance: [] as number[] },
  }));
  for (let t = 0; t < sequenceLength; t++) {
    const gradient = float32(Float32Array.from(gradients, (values) => values[t]!));
    const { update, frozen, distance, moments, memory } = await step.run({ ...inputs, gradient });
    inputs = { ...inputs, moments, memory };
    sequences.forEach((sequence, i) => {
      sequence.update.push(shortened(update.data[i]!));
      sequence.frozen.push(shortened(frozen.data[i]!));
      sequence.distance.push(shortened(distance.data[i]!));
    });
  }
  await step.dispose();
  return sequences;
}

import { z } from 'zod';
import { constant, float32, type Engine, type HostTensor, type Named } from '../engines/engine.ts';
import {
  initialPretrainState,
  nextEpoch,
  pretrainDefaults,
  pretrainStep,
  type PretrainOptions,
  type PretrainState,
} from '../experiments/pretrain-step.ts';
import type { MggWeights } from '../mgg/weights.ts';
import type { CheckpointFile } from '../models/stored-tensor.ts';
import type { SourceModel } from '../models/source-model.ts';
import { goldenStatistics } from './adaptation.ts';
import { Comparison, type Check } from './compare.ts';
import { items, maskedOutputs, values, type GoldenFolder, type RecordedMethod } from './folder.ts';

/** The reference implementations of these recordings pre-train an MGG. */
export const pretrainingReferences: readonly string[] = ['train_mgg'];

const hyperSchema = z.looseObject({
  train_mgg_lr: z.number().default(pretrainDefaults.mggLr),
  train_adapt_lr: z.number().default(pretrainDefaults.lr),
  fitness_lambda: z.number().default(pretrainDefaults.lambda),
  beta1: z.number().default(pretrainDefaults.beta1),
  beta2: z.number().default(pretrainDefaults.beta2),
});

function recordedOptions({ hyper }: RecordedMethod): PretrainOptions {
  const parsed = hyperSchema.parse(hyper);
  const { beta1, beta2 } = parsed;
  return {
    ...pretrainDefaults,
    lr: parsed.train_adapt_lr,
    mggLr: parsed.train_mgg_lr,
    lambda: parsed.fitness_lambda,
    beta1,
    beta2,
  };
}

function initialMgg(recording: CheckpointFile): MggWeights {
  const prefix = 'mgg_init.';
  const stored = [...recording.tensors.values()].filter(({ name }) => name.startsWith(prefix));
  const tensors = stored.map(({ name, shape }): [string, HostTensor] => [
    name.slice(prefix.length),
    float32(values(recording, name), shape),
  ]);
  const [heads = 1, hiddenSize = 1] = tensors.find(([name]) => name.endsWith('W1'))?.[1].shape ?? [];
  return { kind: 'gml', heads, hiddenSize, tensors: Object.fromEntries(tensors) };
}

/** Replays a recorded pre-training and compares logits, gradients and weights of the MGG, updates and parameters. */
export async function verifyPretraining(
  folder: GoldenFolder,
  name: string,
  recorded: RecordedMethod,
  engine: Engine,
  model: SourceModel,
): Promise<Check[]> {
  const recording = folder.recording(name);
  const mgg = initialMgg(recording);
  const options = recordedOptions(recorded);
  const statistics = goldenStatistics(folder);
  const batches = items(recording, 'x_train');
  let state: PretrainState = initialPretrainState(model.theta, mgg, options);
  const compile = (size: number) =>
    engine.compile(pretrainStep({ model }, mgg, options), {
      label: `MGG pre-training, batch ${size}`,
      inputs: { images: { shape: [size, 3, model.imageSize, model.imageSize], dtype: 'float32' }, state },
      constants: {
        ...model.constants,
        'source.std': constant(statistics.std),
        'source.mean': constant(statistics.mean),
      },
    });
  const steps = new Map<number, ReturnType<typeof compile>>();
  const stepFor = (size: number): ReturnType<typeof compile> => {
    const step = steps.get(size) ?? compile(size);
    steps.set(size, step);
    return step;
  };

  const names = Object.keys(mgg.tensors);
  const expected = {
    outputs: recordedOutputs(folder, recorded, recording, batches.length),
    mgg_update: items(recording, 'mgg_update'),
    norm_params: items(recording, 'norm_params'),
  };
  const series = (prefix: string): Named<Float32Array[]> =>
    Object.fromEntries(names.map((key) => [key, items(recording, `${prefix}.${key}`).map(({ data }) => data)]));
  const { precision } = engine.description;
  const [gradients, weights] = [series('mgg_grad'), series('mgg_after_step')];
  const comparisons = {
    outputs: new Comparison('logits', 'result', precision),
    mgg_update: new Comparison('updates', 'inner', precision),
    norm_params: new Comparison('parameters', 'result', precision),
    mgg_grad: new Comparison('MGG gradients', 'inner', precision),
    mgg_after_step: new Comparison('MGG weights', 'inner', precision),
  };
  for (let t = 0; t < expected.norm_params.length; t++) {
    const { data, shape } = batches[t % batches.length] ?? { data: new Float32Array(), shape: [1] };
    if (t > 0 && t % batches.length === 0) state = nextEpoch(state, mgg, options);
    const step = await stepFor(shape[0] ?? 1);
    const { logits, update, gradient, ...outputs } = await step.run({ images: float32(data, shape), state });
    ({ state } = outputs);
    const joined = (tensors: Named<HostTensor>): number[] => names.flatMap((key) => [...(tensors[key]?.data ?? [])]);
    comparisons.outputs.add(logits.data, expected.outputs[t] ?? []);
    comparisons.mgg_update.add(update.data, expected.mgg_update[t]?.data ?? []);
    comparisons.norm_params.add(state.theta.data, expected.norm_params[t]?.data ?? []);
    comparisons.mgg_grad.add(joined(gradient), joinAt(gradients, names, t));
    comparisons.mgg_after_step.add(joined(state.phi), joinAt(weights, names, t));
  }
  for (const step of steps.values()) await (await step).dispose();
  const sensitivity = folder.sensitivity(name);
  return Object.entries(comparisons).map(([key, comparison]) => comparison.check(sensitivity, key));
}

function joinAt(series: Named<Float32Array[]>, names: readonly string[], t: number): number[] {
  return names.flatMap((name) => [...(series[name]?.[t] ?? [])]);
}

/** Logits per step; those of a smaller last batch of each epoch lie apart. */
function recordedOutputs(
  folder: GoldenFolder,
  recorded: RecordedMethod,
  recording: CheckpointFile,
  batchesPerEpoch: number,
): Float32Array[] {
  const split = (name: string): Float32Array[] => {
    const stored = recording.tensors.get(name);
    const all = values(recording, name);
    const size = all.length / (stored?.shape[0] ?? 1);
    const shape = stored?.shape.slice(1) ?? [];
    return Array.from({ length: stored?.shape[0] ?? 0 }, (_, i) =>
      maskedOutputs(folder, recorded, { data: all.subarray(i * size, (i + 1) * size), shape }),
    );
  };
  if (!recording.tensors.has('outputs_last')) return split('outputs');
  const [whole, last] = [split('outputs'), split('outputs_last')];
  const perEpoch = batchesPerEpoch - 1;
  return last.flatMap((tail, epoch) => [...whole.slice(epoch * perEpoch, (epoch + 1) * perEpoch), tail]);
}

import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { numberOption } from '../../src-shared/options.ts';
import { runConfigSchema, type RunConfig, type RunConfigInput } from '../../src-shared/run-config.ts';
import type { Batch, ImageStream } from '../../src-main/data/stream.ts';
import { eagerEngine } from '../../src-main/engines/eager.ts';
import { float32, type Engine } from '../../src-main/engines/engine.ts';
import { startBackend } from '../../src-main/engines/tfjs.ts';
import { defineMethod, type BoundStep } from '../../src-main/methods/method.ts';
import type { SourceModel } from '../../src-main/models/source-model.ts';

/** TensorFlow.js' plain backend: slow, exact, always there. */
export async function cpuEngine(): Promise<Engine> {
  await startBackend('cpu');
  return eagerEngine('cpu', { id: 'wasm', device: 'test', version: 'test', threads: 1 });
}

export const imageSize = 2;
const pixels = 3 * imageSize * imageSize;

/** Three classes, one for each colour channel; θ scales the channels. */
export const channelModel: SourceModel = {
  architecture: 'channels',
  imageSize,
  normalisation: null,
  parts: [],
  averagedHeads: false,
  classes: 3,
  featureSize: 3,
  hash: 'f'.repeat(64),
  tensors: '',
  normParameters: [{ name: 'scale', size: 3, offset: 0, part: 0 }],
  theta: float32(Float32Array.of(1, 1, 1)),
  constants: {},
  forward: (images, theta) => {
    const features = tf.mul(tf.mean(images, [2, 3]), theta);
    return { logits: features, features };
  },
  forwardBytes: () => 4 * pixels,
};

const options = z.strictObject({ lr: numberOption({ label: 'lr', help: 'Step size.', default: 0.1 }) });

/** Moves θ by the mean of the features, so that each batch changes what the next one predicts. */
export const driftMethod = defineMethod({
  id: 'drift',
  name: 'Drift',
  summary: 'Moves with the data.',
  options,
  needs: ['batch-statistics'],
  frozen: false,
  bind: ({ model }, { lr }): BoundStep<Record<'theta' | 'steps', tf.Tensor>> => ({
    init: () => ({ theta: model.theta, steps: float32(Float32Array.of(0)) }),
    step: (images, state, constants) => {
      const { logits, features } = model.forward(images, state.theta, constants);
      const theta = tf.add(state.theta, tf.mul(tf.mean(features, 0), lr));
      return { logits, state: { theta, steps: tf.add(state.steps, 1) }, diagnostics: { loss: tf.mean(features) } };
    },
    predict: (images, state, constants) => ({
      logits: model.forward(images, state.theta, constants).logits,
    }),
    constants: {},
  }),
});

/** Values that look random and depend on the position only. */
function valueAt(seed: number, index: number): number {
  const x = Math.sin(seed * 12.9898 + index * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

/** Images of one shift after each other. */
export const samplesOf = (size: number, first = 0): Batch['samples'] =>
  Array.from({ length: size }, (_, i) => ({ index: first + i, shift: { corruption: 'gaussian_noise', severity: 5 } }));

export interface FakeStreamOptions {
  readonly images: number;
  readonly batchSize: number;
  readonly seed?: number;
  /** Index of a batch whose images are not finite. */
  readonly brokenBatch?: number;
}

/** A stream of images of 2×2 pixels with labels 0 to 2. */
export function fakeStream({ images, batchSize, seed = 1, brokenBatch }: FakeStreamOptions): ImageStream {
  const batchCount = Math.ceil(images / batchSize);
  function batch(index: number): Batch {
    const size = Math.min(batchSize, images - index * batchSize);
    const first = index * batchSize;
    const data = Float32Array.from({ length: size * pixels }, (_, i) => valueAt(seed, first * pixels + i));
    if (index === brokenBatch) data.fill(NaN);
    const labels = Int32Array.from({ length: size }, (_, i) => Math.floor(3 * valueAt(seed + 0.5, first + i)));
    return { index, size, images: data, labels, samples: samplesOf(size, first) };
  }
  const stream: ImageStream = {
    name: `fake/${seed}`,
    again: (name) => ({ ...stream, name }),
    batchSize,
    batchCount,
    imageCount: images,
    fingerprint: String(seed).repeat(64).slice(0, 64),
    skipped: [],
    notices: [],
    async *batches(first = 0) {
      for (let index = first; index < batchCount; index++) yield await Promise.resolve(batch(index));
    },
  };
  return stream;
}

/** A configuration whose data and model the test brings itself. */
export function fakeConfig(changes: Partial<RunConfigInput> = {}): RunConfig {
  return runConfigSchema.parse({
    dataset: { kind: 'quickstart' },
    model: 'quickstart',
    method: 'drift',
    shifts: [{ corruption: 'gaussian_noise', severity: 5 }],
    batchSize: 4,
    checkpointEvery: 2,
    ...changes,
  });
}

import { existsSync } from 'node:fs';
import { float32, type Engine } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { withGradient } from '../methods/gradient.ts';
import { entropyPerImage } from '../methods/losses.ts';
import { openSafetensors } from '../models/safetensors.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { CheckpointFile } from '../models/stored-tensor.ts';
import { Comparison, type Check, type QuantityKind } from './compare.ts';
import { items, values, type GoldenFolder, type Item } from './folder.ts';
import { recordedTheta } from './replays/replay.ts';

type Numbers = ArrayLike<number>;

/** Name of the check of the model itself, without a method. */
export const forwardName = 'forward';

function recordingOf(folder: GoldenFolder): CheckpointFile | undefined {
  const path = folder.file('forward.safetensors');
  return existsSync(path) ? openSafetensors(path) : undefined;
}

/** Whether a folder has recorded a forward pass and the gradient of the entropy alone. */
export function hasForward(folder: GoldenFolder): boolean {
  const tensors = recordingOf(folder)?.tensors;
  return tensors?.has('logits') === true && !tensors.has('discrepancy_loss');
}

/** The first batch [B,3,H,W]; folders with a single one have no axis of steps. */
function firstBatch(folder: GoldenFolder): Item {
  const file = openSafetensors(folder.file('images.safetensors'));
  const shape = file.tensors.get('x')?.shape ?? [];
  return shape.length === 4 ? { data: values(file, 'x'), shape } : items(file, 'x')[0]!;
}

/** The pooled outputs of the stages in front of the last one, next to one another for each image: [B, F]. */
function recordedTaps(file: CheckpointFile, batch: number): number[] {
  const names = [...file.tensors.keys()].filter((name) => /^pooled\.(?:layer|stage)\d$/.test(name)).sort();
  const taps = [...names.slice(0, -1), 'features'].filter((name) => file.tensors.has(name));
  const rows = taps.map((name) => values(file, name));
  return Array.from({ length: batch }, (_, i) =>
    rows.flatMap((row) => [...row.subarray((i * row.length) / batch, ((i + 1) * row.length) / batch)]),
  ).flat();
}

/** Compares logits, features, entropy and its gradient with what a folder has recorded of the source model. */
export async function verifyForward(folder: GoldenFolder, engine: Engine, model: SourceModel): Promise<Check[]> {
  const file = recordingOf(folder)!;
  const { data, shape } = firstBatch(folder);
  const images = float32(data, shape);
  const step = await engine.compile(
    (inputs, constants) => {
      const { gradient, result } = withGradient(inputs.theta, (theta) => {
        const { logits, features } = model.forward(inputs.images, theta, constants);
        const entropy = entropyPerImage(logits);
        return { loss: tf.mean(entropy), logits, features, entropy };
      });
      return { gradient, ...result };
    },
    { label: 'forward pass', inputs: { images, theta: model.theta }, constants: model.constants },
  );
  try {
    const { logits, features, entropy, gradient } = await step.run({ images, theta: model.theta });
    const taps = recordedTaps(file, shape[0] ?? 1);
    const width = taps.length / (shape[0] ?? 1);
    const lastFeatures = Array.from(features.data).filter((_, i) => i % model.featureSize >= model.featureSize - width);
    const check = (quantity: string, tensor: string, found: Numbers, recorded: Numbers, kind: QuantityKind): Check => {
      const comparison = new Comparison(quantity, kind, engine.description.precision);
      comparison.add(found, recorded);
      return comparison.check(folder.sensitivity(forwardName), tensor);
    };
    return [
      check('logits', 'logits', logits.data, values(file, 'logits'), 'forward'),
      ...(taps.length > 0 ? [check('features', 'features', lastFeatures, taps, 'forward')] : []),
      check('entropy', 'entropy_per_sample', entropy.data, values(file, 'entropy_per_sample'), 'result'),
      check('gradient', 'grad', gradient.data, recordedTheta({ file, model }, 'grad.'), 'result'),
    ];
  } finally {
    await step.dispose();
  }
}

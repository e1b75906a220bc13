import { writeFileSync } from 'node:fs';
import { float32 } from '../../src-main/engines/engine.ts';
import { initialTheta, initialVitWeights } from '../../src-main/models/init-vit.ts';
import { encodeSafetensors, openSafetensors } from '../../src-main/models/safetensors.ts';
import { encodeVit } from '../../src-main/models/save-vit.ts';
import { readFloat32 } from '../../src-main/models/stored-tensor.ts';
import type { VitShape } from '../../src-main/models/vit-layout.ts';

/** A ViT for 32-pixel images and ten classes that computes a batch in a few milliseconds. */
export const tinyShape: VitShape = {
  imageSize: 32,
  patchSize: 8,
  dim: 16,
  depth: 2,
  heads: 2,
  mlpDim: 32,
  classes: 10,
};

/** Writes an untrained ViT as a checkpoint; its predictions are poor but differ from image to image. */
export function writeTinyVit(file: string, shape: VitShape = tinyShape, seed = 1): string {
  const weights = initialVitWeights(shape, seed);
  // Larger than for training: the features of an image must reach the logits.
  const grown = Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => [
      name,
      name.endsWith('.weight') ? { ...tensor, data: (tensor.data as Float32Array).map((value) => 10 * value) } : tensor,
    ]),
  );
  writeFileSync(file, encodeVit(shape, grown, initialTheta(shape), {}));
  return file;
}

/** Writes what a training keeps: the weights of a ViT and, beside them, their running average (here the same ones). */
export function writeTrainingCheckpoint(file: string, vit: string): string {
  const both = [...openSafetensors(vit).tensors.values()].flatMap((stored) =>
    ['model', 'model_ema'].map(
      (copy) => [`${copy}.${stored.name}`, float32(readFloat32(stored), stored.shape)] as const,
    ),
  );
  writeFileSync(file, encodeSafetensors(Object.fromEntries(both)));
  return file;
}

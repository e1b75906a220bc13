import { float32, type HostTensor } from '../../../src-main/engines/engine.ts';
import type { MethodContext } from '../../../src-main/methods/method.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { randomVit } from '../../../src-main/models/init-vit.ts';
import type { VitShape } from '../../../src-main/models/vit.ts';

export const shape: VitShape = { imageSize: 8, patchSize: 4, dim: 8, depth: 2, heads: 2, mlpDim: 16, classes: 3 };

/** Values that look random and depend on the position only. */
export function noise(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 3).map(
    (x) => x - Math.trunc(x),
  );
}

const features = shape.depth * shape.dim;

export const context: MethodContext = {
  model: randomVit(shape, 1),
  statistics: { std: float32(noise(features, 2).map(Math.abs)), mean: float32(noise(features, 3)) },
  mgg: untrainedMgg(1),
  batchSize: 4,
  seed: 1,
};

export function batch(seed: number, size = 4): HostTensor {
  const { imageSize } = shape;
  return float32(noise(size * 3 * imageSize ** 2, seed), [size, 3, imageSize, imageSize]);
}

/** The context with a generator of the kind that the method works with. */
export function contextFor(id: string): MethodContext {
  return id === 'mgtta_lstm' ? { ...context, mgg: untrainedMgg(1, { kind: 'lstm' }) } : context;
}

import { float32, type HostTensor } from '../../../src-main/engines/engine.ts';
import type { MethodContext } from '../../../src-main/methods/method.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { randomVit } from '../../../src-main/models/init-vit.ts';
import type { VitShape } from '../../../src-main/models/vit-layout.ts';
import { tinyResnet } from '../../support/tiny-resnet.ts';

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
  fisher: float32(noise(randomVit(shape, 1).theta.data.length, 4).map(Math.abs)),
  batchSize: 4,
  seed: 1,
};

export function batch(seed: number, size = 4): HostTensor {
  const { imageSize } = shape;
  return float32(noise(size * 3 * imageSize ** 2, seed), [size, 3, imageSize, imageSize]);
}

/** The context with a model and a generator of the kinds that the method works with. */
export function contextFor(id: string): MethodContext {
  if (id === 'bn_adapt') return { ...context, model: tinyResnet('batch', shape.imageSize, shape.classes) };
  return id === 'mgtta_lstm' ? { ...context, mgg: untrainedMgg(1, { kind: 'lstm' }) } : context;
}

/** Options with which a method adapts to the batches of `batch`: none of them is confident. */
export const eager: Readonly<Record<string, Record<string, unknown>>> = {
  eata: { margin: 2, similarity: 1 },
  rdumb: { margin: 2, similarity: 1 },
  sar: { margin: 2 },
  recap: { margin: 9, tau: 0.01, plpdThreshold: -1 },
  deyo: { margin: 2, filterPlpd: false },
};

/** Methods whose predictions are not those of the model before the update. */
export const refining: readonly string[] = ['lame', 't3a', 'neo', 'cotta', 'foa', 'foa_i_v1', 'foa_i_v2'];

import { seeded, type Random } from '../../src-shared/random.ts';
import { sizeOf, constant, float32, type HostTensor } from '../engines/engine.ts';
import { normTensors, thetaLength } from './architecture.ts';
import { vitModel } from './vit-model.ts';
import type { SourceModel } from './source-model.ts';
import { vitConstantShapes, vitNorms, type VitShape } from './vit-layout.ts';

/** A standard normal number, cut off at two standard deviations. */
function truncatedNormal(random: Random): number {
  for (;;) {
    const value = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    if (Math.abs(value) <= 2) return value;
  }
}

function initialValues(name: string, shape: readonly number[], random: Random): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (name.endsWith('.bias')) return values;
  const fanIn = shape[1] ?? 1;
  const scale = name === 'cls_token' ? 0.01 : name.startsWith('patch_embed') ? 1 / Math.sqrt(fanIn) : 0.02;
  return values.map(() => scale * truncatedNormal(random));
}

/** Untrained weights by the names of `vitConstantShapes`: truncated normal matrices, zero biases. */
export function initialVitWeights(shape: VitShape, seed: number): Record<string, HostTensor> {
  const random = seeded(seed);
  return Object.fromEntries(
    Object.entries(vitConstantShapes(shape)).map(([name, extents]) => [
      name,
      float32(initialValues(name, extents, random), extents),
    ]),
  );
}

/** θ of an untrained model: all norm weights 1, all norm biases 0. */
export function initialTheta(shape: VitShape): Float32Array {
  const theta = new Float32Array(thetaLength(vitNorms(shape)));
  let offset = 0;
  for (const { name, size } of normTensors(vitNorms(shape))) {
    if (name.endsWith('.weight')) theta.fill(1, offset, offset + size);
    offset += size;
  }
  return theta;
}

/** An untrained ViT, for benchmarks and tests. */
export function randomVit(shape: VitShape, seed: number): SourceModel {
  const weights = initialVitWeights(shape, seed);
  const constants = Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, constant(tensor)]));
  return vitModel(shape, initialTheta(shape), constants, `random-${seed}`);
}

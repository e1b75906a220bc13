import { mggPrefix } from '../../src-main/mgg/generator.ts';
import { mggShapes } from '../../src-main/mgg/kinds.ts';
import { float32, sizeOf } from '../../src-main/engines/engine.ts';
import type { MggWeights } from '../../src-main/mgg/weights.ts';

const size = { hiddenSize: 8, heads: 1 };
/** Much longer than the features, so that the last norm divides by about the same whatever they are. */
const offset = 1000;

/**
 * A generator set by hand to u = tanh(a·x₁ + b·x₂), whatever its memory holds: the norm of the memory gives a constant, long
 * enough that the norm behind it leaves the features as they are.
 */
export function handMadeMgg(a: number, b: number): MggWeights {
  const values: Record<string, Record<number, number>> = {
    // Places 2 and 3 hold the sum and its negative: their mean is 0.
    'q_proj.weight': { 4: a, 5: b, 6: -a, 7: -b },
    ttt_norm_bias: { 0: offset, 1: -offset },
    // The standard deviation of the eight places is offset/2; the sum comes twice.
    'o_proj.weight': { 2: offset / 4, 3: -offset / 4 },
  };
  const tensors = Object.entries(mggShapes('gml', size)).map(([name, shape]) => {
    const data = new Float32Array(sizeOf(shape));
    if (name === 'post_norm.weight') data.fill(1);
    for (const [place, value] of Object.entries(values[name] ?? {})) data[Number(place)] = value;
    return [mggPrefix + name, float32(data, shape)] as const;
  });
  return { kind: 'gml', ...size, tensors: Object.fromEntries(tensors) };
}

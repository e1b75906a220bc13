import { describe, expect, it } from 'vitest';
import { float32 } from '../../../src-main/engines/engine.ts';
import { gradientFeatures } from '../../../src-main/mgg/gradient-features.ts';
import { onEachEngine } from './support.ts';

const gradients = [
  [0.5, -2e-4, 3, 0],
  [-0.1, 1e-4, 3, 0],
  [0.2, 1e-4, -1, 0],
];
const options = { beta1: 0.9, beta2: 0.99 };

/** The features of the last of some gradients of one parameter, in float64. */
function plainFeatures(series: number[]): [number, number] {
  let [m, v] = [0, 0];
  for (const g of series) {
    m = options.beta1 * m + (1 - options.beta1) * g;
    v = options.beta2 * v + (1 - options.beta2) * g * g;
  }
  const exponent = series.length + 1;
  const scale = Math.sqrt(v / (1 - options.beta2 ** exponent)) + 1e-8;
  return [m / (1 - options.beta1 ** exponent) / scale, series.at(-1)! / scale];
}

describe('gradientFeatures', () => {
  it('gives corrected momentum and gradient over the corrected root mean square', async () => {
    const inputs = Object.fromEntries(gradients.map((g, i) => [`g${i}`, float32(Float32Array.from(g))]));
    const zero = float32(new Float32Array(4));
    await onEachEngine(
      ({ zero: start, count, ...all }) => {
        let moments = { mean: start!, square: start!, count: count! };
        const outputs = Object.values(all).map((gradient, i) => {
          const result = gradientFeatures(gradient, moments, options);
          ({ moments } = result);
          return [`features${i}`, result.features] as const;
        });
        return { ...Object.fromEntries(outputs), count: moments.count };
      },
      { zero, count: float32(Float32Array.of(0), []), ...inputs },
      (outputs) => {
        expect(outputs['count']!.data[0]).toBe(3);
        gradients.forEach((_, t) => {
          const { data, shape } = outputs[`features${t}`]!;
          expect(shape).toEqual([4, 2]);
          for (let i = 0; i < 4; i++) {
            const [momentum, gradient] = plainFeatures(gradients.slice(0, t + 1).map((g) => g[i]!));
            expect(data[2 * i]).toBeCloseTo(momentum, 5);
            expect(data[2 * i + 1]).toBeCloseTo(gradient, 5);
          }
        });
        // At the first batch only the signs carry information.
        const sizes = [...outputs['features0']!.data.slice(0, 6)].map(Math.abs);
        sizes.forEach((size, i) => expect(size).toBeCloseTo(i % 2 === 0 ? 0.7425 : 1.4107, 3));
      },
    );
  });
});

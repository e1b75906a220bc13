import { describe, expect, it } from 'vitest';
import { float32 } from '../../../src-main/engines/engine.ts';
import { biasCorrection } from '../../../src-main/mgg/bias-correction.ts';
import { onEachEngine } from './support.ts';

describe('biasCorrection', () => {
  it.each([0, 0.5, 0.9, 0.99, 0.999, 0.99999])('gives 1 − %dⁿ to float32 precision', async (beta) => {
    for (const n of [1, 2, 3, 10, 1000, 100_000]) {
      await onEachEngine(
        ({ count }) => ({ y: biasCorrection(beta, count!) }),
        { count: float32(Float32Array.of(n), []) },
        ({ y }) => {
          const exact = -Math.expm1(n * Math.log(beta));
          expect(Math.abs(y!.data[0]! / exact - 1)).toBeLessThan(1e-6);
        },
      );
    }
  });
});

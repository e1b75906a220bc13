import { describe, expect, it } from 'vitest';
import type { TensorFunction } from '../../../../../src-main/engines/engine.ts';
import { linear } from '../../../../../src-main/engines/fused-ops.ts';
import { expectSame, openEngines, operators, values, withGradients } from '../support.ts';

openEngines();

const weight = values([3, 5], { seed: 2 });
const bias = values([3], { seed: 3 });

describe('Linear', () => {
  it.each([[[5]], [[4, 5]], [[2, 3, 5]]])('has the value and gradients of the plain backend for %j', async (shape) => {
    await expectSame(
      withGradients(({ x, weight: w, bias: b }) => linear(x!, w!, b!)),
      { x: values(shape), weight, bias },
    );
  });

  it('is one Gemm that transposes nothing in memory', () => {
    const f: TensorFunction = ({ x }, constants) => ({ y: linear(x!, constants['weight']!, constants['bias']!) });
    expect(operators(f, { x: values([4, 5]) }, 'cpu', { weight, bias })).toEqual(['Gemm']);
  });
});

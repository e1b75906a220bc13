import { describe, expect, it } from 'vitest';
import type { Provider } from '../../../../../src-main/engines/onnx/target.ts';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const flags: [boolean, boolean][] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];

function operandShape(batch: readonly number[], rows: number, columns: number, transposed: boolean): number[] {
  return transposed ? [...batch, columns, rows] : [...batch, rows, columns];
}

describe('BatchMatMul', () => {
  describe.each([[[]], [[1]], [[2]], [[2, 3]]])('with batch axes %j', (batch: number[]) => {
    it.each(flags)('transposing %s, %s has the value and gradients of the plain backend', async (first, second) => {
      const inputs = {
        a: values(operandShape(batch, 2, 5, first), { seed: 2 }),
        b: values(operandShape(batch, 5, 3, second), { seed: 3 }),
      };
      await expectSame(
        withGradients(({ a, b }) => tf.matMul(a!, b!, first, second)),
        inputs,
      );
    });
  });

  it.each(flags)('shares one matrix with all batches, transposing %s, %s', async (first, second) => {
    const inputs = {
      a: values(operandShape([2, 3], 2, 5, first), { seed: 2 }),
      b: values(operandShape([], 5, 4, second), { seed: 3 }),
    };
    await expectSame(
      single(({ a, b }) => tf.matMul(a!, b!, first, second)),
      inputs,
    );
  });

  it('takes repeated operands', async () => {
    await expectSame(
      single(({ a, b }) => tf.matMul(tf.broadcastTo(a!, [2, 3, 4]), b!, false, true)),
      { a: values([1, 3, 4]), b: values([2, 5, 4], { seed: 4 }) },
    );
  });

  it.each(flags)('as made for webgpu gives the same, transposing %s, %s', async (first, second) => {
    const inputs = {
      a: values(operandShape([2, 3], 2, 5, first), { seed: 2 }),
      b: values(operandShape([2, 3], 5, 4, second), { seed: 3 }),
    };
    await expectSame(
      withGradients(({ a, b }) => tf.matMul(a!, b!, first, second)),
      inputs,
      { provider: 'webgpu' },
    );
  });

  const transposing: [Provider, number[], string[]][] = [
    ['cpu', [], ['Gemm']],
    ['webgpu', [], ['Gemm']],
    ['cpu', [2], ['FusedMatMul']],
    ['cuda', [2], ['FusedMatMul']],
    ['webgpu', [2], ['Transpose', 'MatMul']],
  ];
  it.each(transposing)('on %s a transposed operand with batch axes %j becomes %j', (provider, batch, expected) => {
    const f = single(({ a, b }) => tf.matMul(a!, b!, false, true));
    expect(operators(f, { a: values([...batch, 2, 5]), b: values([...batch, 3, 5]) }, provider)).toEqual(expected);
  });
});

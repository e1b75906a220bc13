import { describe, expect, it } from 'vitest';
import { layerNorm } from '../../../../../src-main/engines/fused-ops.ts';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const gamma = values([8], { low: 0.5, high: 1.5, seed: 2 });
const beta = values([8], { seed: 3 });

describe('LayerNorm', () => {
  it.each([[[8]], [[3, 8]], [[2, 3, 8]]])('has the value and gradients of the plain backend for %j', async (shape) => {
    await expectSame(
      withGradients(({ x, gamma: g, beta: b }) => layerNorm(x!, g!, b!)),
      { x: values(shape, { low: -2, high: 3 }), gamma, beta },
    );
  });

  it('takes an epsilon of its own', async () => {
    const x = values([2, 8], { low: 0, high: 1e-3 });
    await expectSame(
      single(({ x: y, gamma: g, beta: b }) => layerNorm(y!, g!, b!, 1e-3)),
      { x, gamma, beta },
    );
  });

  it('is one node, and its gradient uses the statistics of that node', () => {
    const f = withGradients(({ x, gamma: g, beta: b }) => layerNorm(x!, g!, b!), ['x']);
    const ops = operators(f, { x: values([3, 8]), gamma, beta });
    expect(ops.filter((op) => op === 'LayerNormalization')).toHaveLength(2);
    expect(ops).not.toContain('Sqrt');
  });

  it('takes repeated and uniform operands', async () => {
    await expectSame(
      single(({ x }) => layerNorm(tf.broadcastTo(x!, [4, 8]), tf.ones([8]), tf.zeros([8]))),
      { x: values([1, 8]) },
    );
  });
});

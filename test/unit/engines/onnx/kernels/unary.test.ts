import { describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../../../../src-main/engines/tfjs.ts';
import { bool, expectSame, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const functions: Record<string, (x: Tensor) => Tensor> = {
  abs: tf.abs,
  cos: tf.cos,
  erf: tf.erf,
  exp: tf.exp,
  neg: tf.neg,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  sin: tf.sin,
  softplus: tf.softplus,
  tanh: tf.tanh,
};
const ofPositive: Record<string, (x: Tensor) => Tensor> = {
  log: tf.log,
  reciprocal: tf.reciprocal,
  sqrt: tf.sqrt,
};

describe('unary kernels', () => {
  it.each(Object.entries(functions))('%s has the value and gradient of the plain backend', async (_name, f) => {
    await expectSame(
      withGradients(({ x }) => f(x!)),
      { x: values([2, 3, 5], { low: -3, high: 3 }) },
    );
  });

  it.each(Object.entries(ofPositive))('%s does so for positive numbers', async (_name, f) => {
    await expectSame(
      withGradients(({ x }) => f(x!)),
      { x: values([4, 3], { low: 0.2, high: 5 }) },
    );
  });

  it('rounds down and up', async () => {
    const x = values([12], { low: -2, high: 2 });
    await expectSame(({ x: y }) => ({ floor: tf.floor(y!), ceil: tf.ceil(y!) }), { x });
  });

  it('negates truth values', async () => {
    await expectSame(
      single(({ x }) => tf.logicalNot(x!)),
      { x: bool([0, 1, 1]) },
    );
  });

  it.each(Object.entries({ ...functions, ...ofPositive }))('%s of equal numbers gives equal numbers', async (_n, f) => {
    await expectSame(() => ({ y: f(tf.fill([2, 3], 0.7)) }), {});
  });

  it('computes equal numbers while tracing', () => {
    expect(operators(() => ({ y: tf.exp(tf.neg(tf.fill([2, 3], 0.7))) }), {})).toEqual(['Expand']);
  });

  it('works on the repeated operand before it is repeated', () => {
    const column = values([3, 1]);
    const graphOps = operators(
      single(({ x }) => tf.exp(tf.broadcastTo(x!, [3, 4]))),
      { x: column },
    );
    expect(graphOps).toEqual(['Exp', 'Expand']);
  });
});

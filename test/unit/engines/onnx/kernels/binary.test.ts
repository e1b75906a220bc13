import { describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../../../../src-main/engines/tfjs.ts';
import { bool, expectSame, graphOf, int32, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const arithmetic: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
};
/** TensorFlow.js' own gradients of these know no broadcasting. */
const gradientsOfOneShape: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
};
const shapes: [string, number[], number[]][] = [
  ['the same shape', [2, 3], [2, 3]],
  ['a row', [2, 3], [3]],
  ['a column', [2, 3], [2, 1]],
  ['both repeated', [2, 1, 4], [3, 1]],
  ['a scalar', [2, 3], []],
];
const cases = Object.entries(arithmetic).flatMap(([name, f]) =>
  shapes.map(([how, a, b]): [string, string, typeof f, number[], number[]] => [name, how, f, a, b]),
);

describe('binary kernels', () => {
  it.each(cases)('%s with %s has the value and gradients of the plain backend', async (_name, _how, f, a, b) => {
    const inputs = { a: values(a, { seed: 2 }), b: values(b, { low: 0.5, high: 2, seed: 3 }) };
    await expectSame(
      withGradients((x) => f(x['a']!, x['b']!)),
      inputs,
    );
  });

  it.each(Object.entries(gradientsOfOneShape))('%s has the value and gradients of the plain backend', async (_n, f) => {
    const inputs = { a: values([2, 3], { seed: 2 }), b: values([2, 3], { seed: 3 }) };
    await expectSame(
      withGradients((x) => f(x['a']!, x['b']!)),
      inputs,
    );
    for (const [, a, b] of shapes) {
      await expectSame(
        single((x) => f(x['a']!, x['b']!)),
        { a: values(a, { seed: 2 }), b: values(b, { seed: 3 }) },
      );
    }
  });

  it('raises to a power', async () => {
    const inputs = { a: values([2, 3], { low: 0.3, high: 2 }), b: values([3], { low: -2, high: 2, seed: 4 }) };
    await expectSame(
      withGradients(({ a, b }) => tf.pow(a!, b!)),
      inputs,
    );
  });

  it('squares, and adds many', async () => {
    const inputs = { a: values([2, 3]), b: values([2, 3], { seed: 4 }), c: values([2, 3], { seed: 5 }) };
    await expectSame(
      withGradients(({ a, b, c }) => tf.addN([tf.square(a!), b!, c!])),
      inputs,
    );
    await expectSame(
      withGradients(({ a }) => tf.addN([tf.square(a!)])),
      { a: inputs.a },
    );
  });

  it('compares', async () => {
    const inputs = { a: values([2, 4], { low: 0, high: 4 }), b: int32([0, 1, 2, 3]) };
    await expectSame(({ a, b }) => {
      const [x, y] = [tf.floor(a!), tf.cast(b!, 'float32')];
      return {
        equal: tf.equal(x, y),
        greater: tf.greater(x, y),
        greaterEqual: tf.greaterEqual(x, y),
        less: tf.less(x, y),
        lessEqual: tf.lessEqual(x, y),
      };
    }, inputs);
  });

  it('combines truth values', async () => {
    const inputs = { a: bool([0, 0, 1, 1]), b: bool([0, 1, 0, 1]) };
    await expectSame(({ a, b }) => ({ and: tf.logicalAnd(a!, b!), or: tf.logicalOr(a!, b!) }), inputs);
  });

  it('computes with whole numbers', async () => {
    const inputs = { a: int32([5, -7, 3]), b: int32([2, 2, -4]) };
    await expectSame(
      ({ a, b }) => ({ sum: tf.add(a!, b!), product: tf.mul(a!, b!), larger: tf.maximum(a!, b!) }),
      inputs,
    );
  });

  it('records nothing for x + 0, 0 + x, x − 0, x · 1, 1 · x, x / 1 and x¹', async () => {
    const neutral = single(({ x }) => {
      const [zero, ones] = [tf.zerosLike(x!), tf.onesLike(x!)];
      let y = tf.add(tf.add(x!, 0), tf.zeros([1, 3]));
      y = tf.sub(tf.add(zero, y), zero);
      y = tf.mul(tf.mul(ones, y), 1);
      return tf.pow(tf.div(y, ones), 1);
    });
    const inputs = { x: values([2, 3]) };
    expect(operators(neutral, inputs)).toEqual([]);
    await expectSame(neutral, inputs);
  });

  it('still repeats x where the neutral operand is larger', async () => {
    const f = single(({ x }) => tf.mul(x!, tf.ones([4, 3])));
    const inputs = { x: values([3]) };
    expect(operators(f, inputs)).toEqual(['Expand']);
    await expectSame(f, inputs);
  });

  it('does not take 0 − x or 1 / x for x', async () => {
    await expectSame(({ x }) => ({ minus: tf.sub(0, x!), inverse: tf.div(1, x!) }), { x: values([4]) });
  });

  it('computes with uniform operands while tracing, in float32', async () => {
    const f = () => ({ y: tf.div(tf.add(tf.fill([2, 2], 0.1), tf.fill([2], 0.2)), 3) });
    expect(operators(f, {})).toEqual(['Expand']);
    const { y } = await expectSame(f, {}, { tolerance: 1e-12 });
    expect(y?.data[0]).toBe(Math.fround(Math.fround(Math.fround(0.1) + Math.fround(0.2)) / 3));
  });

  it('hands uniform operands to the operator as scalars', () => {
    const { initializers } = graphOf(
      single(({ x }) => tf.mul(x!, tf.fill([64, 64], 0.5))),
      { x: values([64, 64]) },
    );
    expect(initializers.map(({ shape }) => shape)).toEqual([[]]);
  });

  it('computes on the small operands until an operator needs all elements', async () => {
    const f = single(({ row, x }) => {
      const scaled = tf.add(tf.mul(tf.broadcastTo(row!, [4, 3]), 2), 1);
      return tf.add(tf.matMul(x!, scaled), tf.sum(scaled, 0));
    });
    const inputs = { row: values([1, 3]), x: values([2, 4], { seed: 3 }) };
    const graph = graphOf(f, inputs);
    const expanded = graph.nodes.filter(({ op }) => op === 'Expand');
    expect(expanded).toHaveLength(1);
    await expectSame(f, inputs);
  });
});

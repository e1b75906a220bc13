import { describe, expect, it } from 'vitest';
import type { TensorFunction } from '../../../../../src-main/engines/engine.ts';
import { targets } from '../../../../../src-main/engines/onnx/target.ts';
import { tf, type Tensor } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, graphOf, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const { maxParts } = targets.webgpu;
const many = 3 * maxParts + 2;

function splitting(f: (parts: Tensor[]) => Tensor, sizes: number | number[], axis: number): TensorFunction {
  return withGradients(({ x }) => f(tf.split(x!, sizes, axis)));
}

describe('SplitV', () => {
  it.each([
    ['equal parts', 2, 1],
    ['parts of given sizes', [1, 3, 2], -1],
    ['a part of what is left', [4, -1], 2],
  ])('gives %s, with gradients', async (_what, sizes, axis) => {
    const f = splitting((parts) => tf.concat(parts.toReversed(), axis), sizes, axis);
    await expectSame(f, { x: values([2, 4, 6]) });
  });

  it('gives one part', async () => {
    await expectSame(
      single(({ x }) => tf.split(x!, 1)[0]!),
      { x: values([2, 4]) },
    );
  });

  it('takes slices where a node may have few outputs', async () => {
    const f = withGradients(({ x }) => tf.addN(tf.split(x!, many).map((part, i) => tf.mul(part, i + 2))));
    const inputs = { x: values([many, 2]) };
    expect(operators(f, inputs)).toContain('Split');
    const ops = operators(f, inputs, 'webgpu');
    expect(ops).not.toContain('Split');
    expect(ops).toContain('Slice');
    await expectSame(f, inputs, { provider: 'webgpu' });
  });

  it('is one node where the number of parts is allowed', () => {
    const f = single(({ x }) => tf.addN(tf.split(x!, maxParts)));
    expect(operators(f, { x: values([maxParts]) }, 'webgpu').filter((op) => op === 'Split')).toHaveLength(1);
  });
});

describe('Concat', () => {
  it.each([0, 1, -1])('joins along axis %d, with gradients', async (axis) => {
    await expectSame(
      withGradients(({ a, b, c }) => tf.concat([a!, b!, c!], axis)),
      { a: values([2, 3]), b: values([2, 3], { seed: 2 }), c: values([2, 3], { seed: 3 }) },
    );
  });

  it('joins uniform and repeated tensors', async () => {
    await expectSame(
      single(({ a }) => tf.concat([tf.ones([1, 3]), tf.broadcastTo(a!, [2, 3])], 0)),
      { a: values([3]) },
    );
  });

  it('joins in rounds where a node may have few inputs', async () => {
    const inputs = Object.fromEntries(Array.from({ length: many }, (_, i) => [`x${i}`, values([1, 2], { seed: i })]));
    const f = single((x) => tf.concat(Object.values(x), 0));
    expect(operators(f, inputs)).toEqual(['Concat']);
    const graph = graphOf(f, inputs, 'webgpu');
    const joins = graph.nodes.filter(({ op }) => op === 'Concat');
    expect(Math.max(...joins.map((node) => node.inputs.length))).toBeLessThanOrEqual(maxParts);
    expect(graph.outputs.map(({ shape }) => shape)).toEqual([[many, 2]]);
    await expectSame(f, inputs, { provider: 'webgpu' });
  });
});

describe('Pack', () => {
  it.each([0, 1, -1])('stacks along a new axis %d, with gradients', async (axis) => {
    await expectSame(
      withGradients(({ a, b }) => tf.stack([a!, b!], axis)),
      { a: values([2, 3]), b: values([2, 3], { seed: 2 }) },
    );
  });
});

describe('Unpack', () => {
  it.each([0, 1, -1])('takes axis %d away, with gradients', async (axis) => {
    await expectSame(
      withGradients(({ x }) => tf.addN(tf.unstack(x!, axis).map((part, i) => tf.mul(part, i + 2)))),
      { x: values([3, 3, 3]) },
    );
  });
});

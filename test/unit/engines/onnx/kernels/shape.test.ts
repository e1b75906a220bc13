import { describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../../../../src-main/engines/tfjs.ts';
import { bool, expectSame, graphOf, int32, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const functions: [string, (x: Tensor) => Tensor][] = [
  ['reshape', (x) => tf.reshape(x, [4, -1])],
  ['expandDims', (x) => tf.expandDims(x, 1)],
  ['expandDims from the end', (x) => tf.expandDims(x, -1)],
  ['squeeze', (x) => tf.squeeze(tf.reshape(x, [1, 2, 12, 1]))],
  ['transpose', (x) => tf.transpose(x, [2, 0, 1])],
  ['slice', (x) => tf.slice(x, [0, 1, 0], [-1, 2, 3])],
  ['slice of everything', (x) => tf.slice(x, [0, 0, 0])],
  ['tile', (x) => tf.tile(x, [2, 1, 3])],
  [
    'pad',
    (x) =>
      tf.pad(x, [
        [0, 1],
        [2, 0],
        [1, 1],
      ]),
  ],
  [
    'pad with a value',
    (x) =>
      tf.pad(
        x,
        [
          [0, 0],
          [0, 0],
          [0, 2],
        ],
        0.5,
      ),
  ],
  ['clone', (x) => tf.clone(x)],
];

describe('shape kernels', () => {
  it.each(functions)('%s has the value and gradient of the plain backend', async (_name, f) => {
    await expectSame(
      withGradients(({ x }) => f(x!)),
      { x: values([2, 3, 4]) },
    );
  });

  it.each(functions)('%s takes uniform, repeated and whole numbers', async (_name, f) => {
    await expectSame(
      ({ row, whole }) => ({
        uniform: f(tf.fill([2, 3, 4], 0.25)),
        repeated: f(tf.broadcastTo(row!, [2, 3, 4])),
        whole: f(whole!),
      }),
      { row: values([3, 1]), whole: int32([...Array(24).keys()], [2, 3, 4]) },
    );
  });

  it('repeats along axes of length one without copying', async () => {
    const f = single(({ x }) => tf.add(tf.tile(x!, [4, 1]), 1));
    const inputs = { x: values([1, 3]) };
    expect(operators(f, inputs)).toEqual(['Add', 'Expand']);
    await expectSame(
      withGradients(({ x }) => tf.tile(x!, [4, 1])),
      inputs,
    );
    await expectSame(
      withGradients(({ x }) => tf.broadcastTo(x!, [2, 4, 3])),
      inputs,
    );
  });

  it('gives a frozen tensor another shape without a node', async () => {
    const f = (_inputs: unknown, { w }: Readonly<Record<string, Tensor>>) => ({
      wide: tf.neg(tf.reshape(w!, [2, 6])),
      tall: tf.neg(tf.reshape(w!, [6, 2])),
      plain: tf.neg(w!),
    });
    const constants = { w: values([3, 4]) };
    const graph = graphOf(f, {}, 'cpu', constants);
    expect(graph.nodes.map(({ op }) => op)).not.toContain('Reshape');
    expect(new Set(graph.initializers.map(({ content }) => content)).size).toBe(1);
    await expectSame(f, {}, { constants });
  });
});

describe('Cast', () => {
  it.each([
    ['float32', values([6], { low: -3, high: 3 })],
    ['int32', int32([0, -2, 5])],
    ['bool', bool([0, 1, 1])],
  ] as const)('from %s to every type', async (_from, x) => {
    await expectSame(
      ({ x: y }) => ({ float: tf.cast(y!, 'float32'), int: tf.cast(y!, 'int32'), truth: tf.cast(y!, 'bool') }),
      { x },
    );
  });

  it('rounds uniform values towards zero as it does all others', async () => {
    const f = () => {
      const whole = tf.cast(tf.fill([2], -1.7), 'int32');
      return { doubled: tf.add(whole, whole), truth: tf.cast(tf.fill([2], 0.3), 'bool') };
    };
    const { doubled } = await expectSame(f, {});
    expect(doubled?.data).toEqual(Int32Array.of(-2, -2));
  });
});

import { describe, expect, it } from 'vitest';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { bool, expectSame, int32, onOnnx, openEngines, single, values, withGradients } from '../support.ts';

openEngines();

describe('Select', () => {
  it.each([
    ['everywhere', [2, 3]],
    ['by rows', [2, 1]],
    ['by columns', [3]],
  ])('chooses %s, with gradients', async (_how, shape) => {
    const condition = bool(
      shape.length === 1 || shape[1] === 1 ? [1, 0, 1].slice(0, Math.max(...shape)) : [1, 0, 1, 0, 0, 1],
      shape,
    );
    await expectSame(
      withGradients(({ condition: c, a, b }) => tf.where(c!, a!, b!), ['a', 'b']),
      { condition, a: values([2, 3], { seed: 2 }), b: values([2, 3], { seed: 3 }) },
    );
  });

  it('chooses between uniform values', async () => {
    await expectSame(
      single(({ condition }) => tf.where(condition!, tf.ones([3]), tf.fill([3], -1))),
      { condition: bool([1, 0, 1]) },
    );
  });

  it('repeats what is chosen from', async () => {
    await expectSame(
      single(({ condition, a }) => tf.where(condition!, a!, tf.scalar(0))),
      { condition: bool([1, 0, 1, 0, 0, 1], [2, 3]), a: values([3]) },
    );
  });
});

describe('GatherV2', () => {
  it.each([0, 1, -1])('takes elements along axis %d', async (axis) => {
    await expectSame(
      single(({ x, indices }) => tf.gather(x!, indices!, axis)),
      { x: values([3, 2, 4]), indices: int32([1, 0, 1]) },
    );
  });

  it('takes a table of indices', async () => {
    await expectSame(
      single(({ x, indices }) => tf.gather(x!, indices!)),
      { x: values([5, 2]), indices: int32([4, 0, 1, 1], [2, 2]) },
    );
  });

  it('refuses batch axes instead of computing something else', async () => {
    const f = single(({ x, indices }) => tf.gather(x!, indices!, 1, 1));
    const run = onOnnx(f, { x: values([2, 3]), indices: int32([0, 1, 2, 2], [2, 2]) });
    await expect(run).rejects.toMatchObject({ code: 'not-traceable' });
  });
});

describe('ArgMax', () => {
  it.each([0, 1, -1])('finds the largest along axis %d', async (axis) => {
    await expectSame(
      single(({ x }) => tf.argMax(x!, axis)),
      { x: values([3, 4, 5]) },
    );
  });

  it('takes the first of equals', async () => {
    const { y } = await expectSame(
      single(({ x }) => tf.argMax(x!)),
      { x: int32([1, 3, 3]) },
    );
    expect(y?.data).toEqual(Int32Array.of(1));
  });
});

import { describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, int32, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

type Reduction = (x: Tensor, axis?: number | number[], keepDims?: boolean) => Tensor;
const reductions: Record<string, Reduction> = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min };
const axes: (number | number[] | undefined)[] = [undefined, 0, -1, [0, 2], [1, -1]];
const cases = Object.entries(reductions).flatMap(([name, f]) =>
  axes.flatMap((axis) => [true, false].map((keep) => [name, axis, keep, f] as const)),
);

describe('reductions', () => {
  it.each(cases)('%s over %j, keeping axes: %s', async (_name, axis, keep, f) => {
    await expectSame(
      withGradients(({ x }) => f(x!, axis, keep)),
      { x: values([2, 3, 4]) },
    );
  });

  it('multiply', async () => {
    await expectSame(
      single(({ x }) => tf.prod(x!, 1)),
      { x: values([3, 4]) },
    );
  });

  it('count whole numbers and truth values', async () => {
    await expectSame(({ x }) => ({ sum: tf.sum(x!), hits: tf.sum(tf.equal(x!, 2)) }), { x: int32([1, 2, 2, 5]) });
  });

  it('reduce all repeats of a repeated tensor', async () => {
    await expectSame(
      single(({ x }) => tf.sum(tf.broadcastTo(x!, [4, 3]))),
      { x: values([3]) },
    );
  });

  it('of no axes record nothing', () => {
    expect(
      operators(
        single(({ x }) => tf.sum(x!, [])),
        { x: values([3]) },
      ),
    ).toEqual([]);
  });
});

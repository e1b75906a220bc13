import { describe, expect, it } from 'vitest';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, openEngines, operators, single, values } from '../support.ts';

openEngines();

describe('Range', () => {
  it('gives evenly spaced numbers of both types, upwards and downwards', async () => {
    await expectSame(
      ({ x }) => ({
        whole: tf.add(tf.range(0, 4, 1, 'int32'), tf.cast(tf.sum(tf.zerosLike(x!)), 'int32')),
        halves: tf.mul(x!, tf.range(1, 3, 0.5)),
        down: tf.mul(x!, tf.range(3, -1)),
      }),
      { x: values([2, 4]) },
    );
  });

  it('is known before anything runs', () => {
    const f = single(({ x }) => tf.mul(x!, tf.range(0, 4)));
    expect(operators(f, { x: values([2, 4]) })).toEqual(['Mul']);
  });
});

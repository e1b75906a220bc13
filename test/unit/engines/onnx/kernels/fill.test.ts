import { describe, expect, it } from 'vitest';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, openEngines, operators, single, values } from '../support.ts';

openEngines();

describe('fill kernels', () => {
  it('give tensors of one value in every type', async () => {
    await expectSame(
      ({ x }) => ({
        filled: tf.fill([2, 3], 0.3),
        whole: tf.fill([3], 7, 'int32'),
        yes: tf.cast(tf.fill([2], 1, 'int32'), 'bool'),
        zeros: tf.zerosLike(x!),
        ones: tf.onesLike(x!),
        scalar: tf.scalar(2.5),
      }),
      { x: values([2, 2]) },
    );
  });

  it('cost no node', () => {
    const f = single(({ x }) => tf.add(tf.mul(x!, tf.onesLike(x!)), tf.fill([2, 2], 3)));
    expect(operators(f, { x: values([2, 2]) })).toEqual(['Add']);
  });
});

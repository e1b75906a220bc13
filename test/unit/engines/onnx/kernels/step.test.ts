import { describe, it } from 'vitest';
import { float32 } from '../../../../../src-main/engines/engine.ts';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, openEngines, single } from '../support.ts';

openEngines();

const x = float32(Float32Array.of(-2, -1e-20, 0, 1e-20, 3));

describe('Step', () => {
  it.each([0, -1, 0.2])('is 1 above zero and %d elsewhere', async (alpha) => {
    await expectSame(
      single(({ x: y }) => tf.step(y!, alpha)),
      { x },
    );
  });

  it('takes repeated and uniform tensors', async () => {
    await expectSame(
      ({ x: y }) => ({ repeated: tf.step(tf.broadcastTo(y!, [2, 5]), -1), uniform: tf.step(tf.fill([2], -3), 0.5) }),
      { x },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { tf } from '../../../../../src-main/engines/tfjs.ts';
import { expectSame, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

const logits = values([2, 3, 5], { low: -8, high: 8 });

describe('Softmax', () => {
  it('has the value and gradient of the plain backend', async () => {
    await expectSame(
      withGradients(({ x }) => tf.softmax(x!)),
      { x: logits },
    );
  });
});

describe('logSoftmax', () => {
  it('has the value and gradient of the plain backend', async () => {
    await expectSame(
      withGradients(({ x }) => tf.logSoftmax(x!)),
      { x: logits },
    );
  });

  it('stays finite for large logits, row by row', async () => {
    const { y } = await expectSame(
      single(({ x }) => tf.logSoftmax(tf.mul(x!, 100))),
      { x: logits },
    );
    expect([...y!.data].every(Number.isFinite)).toBe(true);
  });

  it('consists of operators that every provider has', () => {
    expect(
      operators(
        single(({ x }) => tf.logSoftmax(x!)),
        { x: logits },
        'webgpu',
      ),
    ).toEqual(['ReduceMax', 'Sub', 'Exp', 'ReduceSum', 'Log', 'Sub']);
  });
});

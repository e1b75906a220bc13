import { expect, it } from 'vitest';
import type { Named } from '../../../src-main/engines/engine.ts';
import { targets } from '../../../src-main/engines/onnx/target.ts';
import { trace } from '../../../src-main/engines/onnx/trace.ts';
import { tf, type Tensor } from '../../../src-main/engines/tfjs.ts';
import { need } from '../../../src-main/engines/tree.ts';
import { withGradient } from '../../../src-main/methods/gradient.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { initialMemory, mggPrefix } from '../../../src-main/mgg/generator.ts';
import { onEachEngine } from './support.ts';

const { tensors } = untrainedMgg(3, { hiddenSize: 4, heads: 2 });
const weights = Object.fromEntries(['W1', 'b1'].map((name) => [mggPrefix + name, need(tensors, mggPrefix + name)]));

/** The gradient of 0·m₀ + 1·m₁ + 2·m₂ + …, summed over all entries of the memories mᵢ of `n` parameters. */
function gradients(n: number) {
  return (inputs: Named<Tensor>): Named<Tensor> => {
    const factor = tf.reshape(tf.range(0, n), [n, 1, 1, 1]);
    const { gradient } = withGradient(inputs, (given) => {
      const { weight, bias } = initialMemory(given, n);
      return { loss: tf.add(tf.sum(tf.mul(weight, factor)), tf.sum(tf.mul(bias, factor))) };
    });
    return { weight: need(gradient, `${mggPrefix}W1`), bias: need(gradient, `${mggPrefix}b1`) };
  };
}

it('has the gradient of every copy of the start', async () => {
  await onEachEngine(gradients(5), weights, ({ weight, bias }) => {
    expect([...weight!.data]).toEqual(Array(32).fill(10));
    expect([...bias!.data]).toEqual(Array(8).fill(10));
  });
});

it('takes a graph that is no larger for more parameters', () => {
  const nodes = (n: number): number =>
    trace(gradients(n), { label: 'start', inputs: weights, constants: {} }, targets.cpu).nodes.length;
  expect(nodes(3000)).toBe(nodes(3));
});

import type { Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';

/** Per-parameter memory of the LSTM: hidden state and cell, both [n, f]. */
export type LstmMemory = Readonly<Record<'hidden' | 'cell', Tensor>>;

/** Checkpoints name all tensors with this prefix. */
export const lstmPrefix = 'lstm.';

/** Input, forget and output gate and the candidate of the cell, in this order. */
export const gateCount = 4;

/**
 * One step of an LSTM cell (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000) for every parameter
 * at once, then a linear layer to one number and tanh. Differentiable with respect to `weights` and `memory`.
 * @param weights φ^r by checkpoint names
 * @param memory hidden state and cell before this step
 * @param features gradient features [n, 2]
 * @returns u ∈ (−1, 1), [n], and the memory after this step
 */
export function generateWithLstm(
  weights: Named<Tensor>,
  memory: LstmMemory,
  features: Tensor,
): { update: Tensor; memory: LstmMemory } {
  const get = (name: string): Tensor => need(weights, lstmPrefix + name);
  const sums = tf.add(
    tf.add(tf.matMul(features, get('weight_ih'), false, true), tf.matMul(memory.hidden, get('weight_hh'), false, true)),
    get('bias'),
  );
  const [input, forget, output, candidate] = tf.split(sums, gateCount, 1) as [Tensor, Tensor, Tensor, Tensor];
  const cell = tf.add(tf.mul(tf.sigmoid(forget), memory.cell), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
  const hidden = tf.mul(tf.sigmoid(output), tf.tanh(cell));
  const update = tf.tanh(tf.matMul(hidden, get('output.weight'), false, true));
  return { update: tf.reshape(update, [features.shape[0]]), memory: { hidden, cell } };
}

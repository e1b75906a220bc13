import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Named } from '../engines/engine.ts';
import { need } from '../engines/tree.ts';

/** Per-parameter memory φ^m of the gradient memory layer: weight [n,h,f,f], bias [n,h,1,f]. */
export type Memory = Readonly<Record<'weight' | 'bias', Tensor>>;

export interface Generated {
  /** u ∈ (−1, 1), [n]: what the parameters move against, in units of the learning rate. */
  readonly update: Tensor;
  readonly memory: Memory;
}

const epsilon = 1e-6;
/** Checkpoints name all tensors with this prefix. */
export const mggPrefix = 'seq_modeling_block.';

interface Normalised {
  /** (z − mean)/std over the last axis. */
  readonly unit: Tensor;
  readonly inverseStd: Tensor;
}

function normalise(z: Tensor): Normalised {
  const centred = tf.sub(z, tf.mean(z, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const inverseStd = tf.div(1, tf.sqrt(tf.add(variance, epsilon)));
  return { unit: tf.mul(centred, inverseStd), inverseStd };
}

/** φ^m at the start of a stream: copies of the learned W1, b1 for each of `n` parameters. */
export function initialMemory(weights: Named<Tensor>, n: number): Memory {
  // A product, whose gradient is one sum: that of `tf.tile` is a graph of two nodes for each copy.
  const copies = (name: string): Tensor =>
    tf.mul(tf.ones([n, 1, 1, 1]), tf.expandDims(need(weights, mggPrefix + name), 0));
  return { weight: copies('W1'), bias: copies('b1') };
}

interface Layer {
  readonly get: (name: string) => Tensor;
  readonly size: number;
  readonly heads: number;
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly q: Tensor;
  readonly k: Tensor;
  /** Reconstruction target for k: v − k. */
  readonly target: Tensor;
  /** η, [n, h, 1, 1]. */
  readonly rate: Tensor;
}

/** Values that a step computes from its gradient features [n, 2] before it turns to the memory. */
function layerOf(weights: Named<Tensor>, memory: Memory, features: Tensor): Layer {
  const get = (name: string): Tensor => need(weights, mggPrefix + name);
  const n = features.shape[0];
  const [, heads = 1, size = 1] = memory.weight.shape;
  const project = (name: string): Tensor =>
    tf.reshape(tf.matMul(features, get(`${name}.weight`), false, true), [n, heads, 1, size]);
  const [q, k, v] = [project('q_proj'), project('k_proj'), project('v_proj')];
  const perHead = (name: string): Tensor => tf.reshape(get(name), [1, heads, 1, size]);
  const [gamma, beta] = [perHead('ttt_norm_weight'), perHead('ttt_norm_bias')];
  const rate = stepSize(features, get, heads, size);
  return { get, heads, size, gamma, beta, q, k, target: tf.sub(v, k), rate };
}

/** How far the memory is from turning k into its target: LN(kW + b) − (v − k), and its LayerNorm. */
function reconstruct({ k, gamma, beta, target }: Layer, { weight, bias }: Memory): Normalised & { error: Tensor } {
  const normalised = normalise(tf.add(tf.matMul(k, weight), bias));
  return { ...normalised, error: tf.sub(tf.add(tf.mul(gamma, normalised.unit), beta), target) };
}

/** The memory after one step of gradient descent (equations 3–5 of the paper). */
function memorise(layer: Layer, memory: Memory): Memory {
  const { k, gamma, rate } = layer;
  // Gradient G of ½‖LN(z) − (v − k)‖² with respect to z: the backward pass of a LayerNorm.
  const { unit, inverseStd, error: difference } = reconstruct(layer, memory);
  const error = tf.mul(difference, gamma);
  const gradient = tf.mul(
    inverseStd,
    tf.sub(tf.sub(error, tf.mean(error, -1, true)), tf.mul(unit, tf.mean(tf.mul(error, unit), -1, true))),
  );
  const outer = tf.matMul(tf.mul(k, rate), gradient, true, false);
  return { weight: tf.sub(memory.weight, outer), bias: tf.sub(memory.bias, tf.mul(rate, gradient)) };
}

/**
 * Memorises the gradient features and generates an update for every parameter at once (docs/method.md §3; equations 3–6 of the paper).
 * Differentiable with respect to `weights` and `memory`.
 * @param weights φ^r by checkpoint names
 * @param memory φ^m before this step
 * @param features gradient features [n, 2]
 * @param write whether the features are memorised; without, the update is that of the memory as it is
 */
export function generate(weights: Named<Tensor>, memory: Memory, features: Tensor, write = true): Generated {
  const layer = layerOf(weights, memory, features);
  const { get, gamma, beta, q, heads, size } = layer;
  const next = write ? memorise(layer, memory) : memory;
  const recalled = normalise(tf.add(tf.matMul(q, next.weight), next.bias)).unit;
  const n = features.shape[0];
  const hidden = tf.reshape(tf.add(q, tf.add(tf.mul(gamma, recalled), beta)), [n, heads * size]);
  const post = tf.add(tf.mul(normalise(hidden).unit, get('post_norm.weight')), get('post_norm.bias'));
  const update = tf.tanh(tf.matMul(post, get('o_proj.weight'), false, true));
  return { update: tf.reshape(update, [n]), memory: next };
}

/**
 * How a memory takes some features: the step size η and the loss ½‖LN(kW + b) − (v − k)‖², both [n], means over the heads.
 */
export function reconstruction(
  weights: Named<Tensor>,
  memory: Memory,
  features: Tensor,
): Readonly<Record<'stepSize' | 'loss', Tensor>> {
  const layer = layerOf(weights, memory, features);
  const n = features.shape[0];
  const loss = tf.mul(tf.sum(tf.square(reconstruct(layer, memory).error), [2, 3]), 0.5);
  return { stepSize: tf.mean(tf.reshape(layer.rate, [n, layer.heads]), 1), loss: tf.mean(loss, 1) };
}

/** η = max(1 + τ, 0)·sigmoid(x·w + b)/f for each parameter and head: [n, h, 1, 1]. */
function stepSize(features: Tensor, get: (name: string) => Tensor, heads: number, size: number): Tensor {
  const weight = tf.reshape(get('learnable_ttt_lr_weight'), [heads, features.shape[1] ?? 1]);
  const bias = tf.reshape(get('learnable_ttt_lr_bias'), [heads]);
  const gate = tf.sigmoid(tf.add(tf.matMul(features, weight, false, true), bias));
  const base = tf.relu(tf.add(get('learnable_token_idx'), 1));
  return tf.reshape(tf.mul(gate, tf.div(base, size)), [features.shape[0], heads, 1, 1]);
}

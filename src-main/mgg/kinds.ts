import { float32, sizeOf, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { generate, initialMemory, mggPrefix, reconstruction, type Memory } from './generator.ts';
import { gateCount, generateWithLstm, lstmPrefix } from './lstm-generator.ts';
import type { GeneratorKind, MggSize, MggWeights } from './weights.ts';

/** Differences between the kinds of generators. Memory goes by names, one tensor with the first axis n each. */
export interface GeneratorRules {
  /** As sentences call it. */
  readonly name: string;
  /** Updates through which the gradient of a loss flows back in pre-training. */
  readonly unroll: number;
  /** Weights that are nothing but the start of the memory, by the part of it that they are the start of; others start at 0. */
  readonly learnedStart: Named<string>;
  readonly memoryShapes: (n: number, size: MggSize) => Record<string, number[]>;
  /** Memory at the start of a stream. */
  readonly start: (weights: Named<Tensor>, n: number, size: MggSize) => Named<Tensor>;
  /** @param write whether the memory takes the features in; without, it is handed on as it was */
  readonly generate: (
    weights: Named<Tensor>,
    memory: Named<Tensor>,
    features: Tensor,
    write?: boolean,
  ) => { readonly update: Tensor; readonly memory: Named<Tensor> };
  /** Description of a write of features [n, 2] into `before` that made `after`: named values of each parameter, [n]. */
  readonly describeWrite: (
    weights: Named<Tensor>,
    write: { readonly before: Named<Tensor>; readonly after: Named<Tensor>; readonly features: Tensor },
  ) => Named<Tensor>;
}

const gmlMemory = (memory: Named<Tensor>): Memory => ({ weight: need(memory, 'weight'), bias: need(memory, 'bias') });

const memoryLayer: GeneratorRules = {
  name: 'a gradient memory layer',
  unroll: 1,
  learnedStart: { weight: `${mggPrefix}W1`, bias: `${mggPrefix}b1` },
  memoryShapes: (n, { heads, hiddenSize }) => ({
    weight: [n, heads, hiddenSize, hiddenSize],
    bias: [n, heads, 1, hiddenSize],
  }),
  start: (weights, n) => initialMemory(weights, n),
  generate: (weights, memory, features, write) => generate(weights, gmlMemory(memory), features, write),
  describeWrite(weights, { before, after, features }) {
    const { stepSize, loss } = reconstruction(weights, gmlMemory(before), features);
    return {
      step_size: stepSize,
      reconstruction_before: loss,
      reconstruction_after: reconstruction(weights, gmlMemory(after), features).loss,
    };
  },
};

const lstm: GeneratorRules = {
  name: 'an LSTM',
  unroll: 10,
  learnedStart: {},
  memoryShapes: (n, { hiddenSize }) => ({ hidden: [n, hiddenSize], cell: [n, hiddenSize] }),
  start: (_weights, n, { hiddenSize }) => ({ hidden: tf.zeros([n, hiddenSize]), cell: tf.zeros([n, hiddenSize]) }),
  generate(weights, memory, features, write = true) {
    const lstmMemory = { hidden: need(memory, 'hidden'), cell: need(memory, 'cell') };
    const generated = generateWithLstm(weights, lstmMemory, features);
    return write ? generated : { update: generated.update, memory };
  },
  describeWrite: () => ({}),
};

export const generatorRules: Readonly<Record<GeneratorKind, GeneratorRules>> = { gml: memoryLayer, lstm };

/** Names (without prefix) and shapes of φ^r. */
export function mggShapes(kind: GeneratorKind, { hiddenSize, heads }: MggSize): Record<string, number[]> {
  const features = 2;
  if (kind === 'lstm') {
    return {
      weight_ih: [gateCount * hiddenSize, features],
      weight_hh: [gateCount * hiddenSize, hiddenSize],
      bias: [gateCount * hiddenSize],
      'output.weight': [1, hiddenSize],
    };
  }
  const width = hiddenSize * heads;
  return {
    W1: [heads, hiddenSize, hiddenSize],
    b1: [heads, 1, hiddenSize],
    'q_proj.weight': [width, features],
    'k_proj.weight': [width, features],
    'v_proj.weight': [width, features],
    'o_proj.weight': [1, width],
    learnable_token_idx: [1],
    learnable_ttt_lr_weight: [heads, 1, features],
    learnable_ttt_lr_bias: [heads, 1],
    ttt_norm_weight: [heads, hiddenSize],
    ttt_norm_bias: [heads, hiddenSize],
    'post_norm.weight': [width],
    'post_norm.bias': [width],
  };
}

/** Prefix of the checkpoint names of a kind. */
export const checkpointPrefix: Readonly<Record<GeneratorKind, string>> = { gml: mggPrefix, lstm: lstmPrefix };

/** Memory of `n` parameters at the start of a stream, in host memory. */
export function startMemory(mgg: MggWeights, n: number): Record<string, HostTensor> {
  const { memoryShapes, learnedStart } = generatorRules[mgg.kind];
  const parts = Object.entries(memoryShapes(n, mgg)).map(([name, shape]): [string, HostTensor] => {
    const data = new Float32Array(sizeOf(shape));
    const learned = learnedStart[name];
    if (learned !== undefined) {
      const { data: one } = need(mgg.tensors, learned);
      for (let i = 0; i < n; i++) data.set(one, i * one.length);
    }
    return [name, float32(data, shape)];
  });
  return Object.fromEntries(parts);
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import { seeded, type Random } from '../../src-shared/random.ts';
import { float32, sizeOf, type HostTensor } from '../engines/engine.ts';
import type { MggWeights } from './weights.ts';
import { encodeSafetensors, openSafetensors, readFloat32 } from '../models/safetensors.ts';
import { mggPrefix } from './generator.ts';

/** Gradient features per parameter: momentum and gradient. */
const featureCount = 2;

/** Names (without prefix) and shapes of φ^r for `heads` heads of size `hiddenSize`. */
export function mggShapes(hiddenSize: number, heads: number): Record<string, number[]> {
  const width = hiddenSize * heads;
  return {
    W1: [heads, hiddenSize, hiddenSize],
    b1: [heads, 1, hiddenSize],
    'q_proj.weight': [width, featureCount],
    'k_proj.weight': [width, featureCount],
    'v_proj.weight': [width, featureCount],
    'o_proj.weight': [1, width],
    learnable_token_idx: [1],
    learnable_ttt_lr_weight: [heads, 1, featureCount],
    learnable_ttt_lr_bias: [heads, 1],
    ttt_norm_weight: [heads, hiddenSize],
    ttt_norm_bias: [heads, hiddenSize],
    'post_norm.weight': [width],
    'post_norm.bias': [width],
  };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function initialValue(name: string, shape: readonly number[], random: Random): () => number {
  if (name.endsWith('_proj.weight')) {
    const bound = 1 / Math.sqrt(shape[1] ?? 1);
    return () => bound * (2 * random() - 1);
  }
  if (name === 'W1' || name === 'learnable_ttt_lr_weight') return () => 0.02 * normal(random);
  return name.endsWith('norm.weight') || name.endsWith('norm_weight') ? () => 1 : () => 0;
}

/** An untrained MGG (golden README, surprise 20): where pre-training starts, and an ablation of its own. */
export function untrainedMgg(seed: number, { hiddenSize = 8, heads = 1 } = {}): MggWeights {
  const random = seeded(seed);
  const tensors = Object.entries(mggShapes(hiddenSize, heads)).map(([name, shape]): [string, HostTensor] => {
    const draw = initialValue(name, shape, random);
    return [mggPrefix + name, float32(new Float32Array(sizeOf(shape)).map(draw), shape)];
  });
  return { hiddenSize, heads, tensors: Object.fromEntries(tensors) };
}

export interface LoadedMgg {
  readonly weights: MggWeights;
  /** SHA-256 of the file, or of the values of an untrained one, hex. */
  readonly hash: string;
  /** Where it comes from, as written into the file. */
  readonly provenance: Readonly<Record<string, string>>;
}

const untrainedPattern = /^untrained(?::(\d+))?$/;

/**
 * Reads an MGG checkpoint.
 * @param source path of a safetensors file with the names of the reference implementation, or `untrained:<seed>`
 * @throws LabError `not-found`, or `bad-checkpoint` naming the tensor, the expected and the found shape
 */
export function loadMgg(source: string): LoadedMgg {
  const untrained = untrainedPattern.exec(source);
  if (untrained) {
    const weights = untrainedMgg(Number(untrained[1] ?? 0));
    const hash = createHash('sha256').update(encodeMgg(weights, {})).digest('hex');
    return { weights, hash, provenance: { trained: 'no' } };
  }
  const file = openSafetensors(source);
  const initial = file.tensors.get(`${mggPrefix}W1`)?.shape;
  const [heads, hiddenSize] = initial ?? [];
  if (heads === undefined || hiddenSize === undefined) {
    throw new LabError(
      'bad-checkpoint',
      `${source} is no meta gradient generator: it has no tensor ${mggPrefix}W1 of shape [heads, size, size].`,
      'Choose a checkpoint written by the pre-training of the lab or exported from the reference implementation.',
    );
  }
  const tensors = Object.entries(mggShapes(hiddenSize, heads)).map(([name, shape]): [string, HostTensor] => {
    const stored = file.tensors.get(mggPrefix + name);
    if (stored?.shape.join() !== shape.join()) {
      const found = stored ? `has shape [${stored.shape.join(', ')}]` : 'is missing';
      throw new LabError(
        'bad-checkpoint',
        `Tensor ${mggPrefix}${name} of ${source} ${found}, expected [${shape.join(', ')}].`,
      );
    }
    return [mggPrefix + name, float32(readFloat32(stored), shape)];
  });
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex');
  return { weights: { hiddenSize, heads, tensors: Object.fromEntries(tensors) }, hash, provenance: file.metadata };
}

/** An MGG as a safetensors checkpoint with the names of the reference implementation. */
export function encodeMgg({ tensors }: MggWeights, provenance: Readonly<Record<string, string>>): Buffer {
  return encodeSafetensors(tensors, provenance);
}

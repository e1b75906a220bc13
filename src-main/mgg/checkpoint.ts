import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import { normal, seeded, type Random } from '../../src-shared/random.ts';
import { float32, sizeOf, type HostTensor } from '../engines/engine.ts';
import { openCheckpoint } from '../models/checkpoint-file.ts';
import { readFloat32, type CheckpointFile } from '../models/stored-tensor.ts';
import { encodeMgg } from './encode-mgg.ts';
import { checkpointPrefix, generatorRules, mggShapes } from './kinds.ts';
import { gateCount } from './lstm-generator.ts';
import { generatorKinds, type GeneratorKind, type MggSize, type MggWeights } from './weights.ts';

/** Uniform within ±1/√size. */
function uniform(size: number, random: Random): () => number {
  const bound = 1 / Math.sqrt(size);
  return () => bound * (2 * random() - 1);
}

function initialValue(name: string, shape: readonly number[], random: Random): () => number {
  if (name.endsWith('_proj.weight')) return uniform(shape[1] ?? 1, random);
  if (name === 'weight_ih') return uniform((shape[0] ?? 1) / gateCount, random);
  if (name === 'weight_hh' || name === 'output.weight') return uniform(shape[1] ?? 1, random);
  if (name === 'W1' || name === 'learnable_ttt_lr_weight') return () => 0.02 * normal(random);
  return name.endsWith('norm.weight') || name.endsWith('norm_weight') ? () => 1 : () => 0;
}

/** Open forget gates let a young LSTM remember (Jozefowicz et al., 2015). */
function openForgetGates(bias: HostTensor): HostTensor {
  const size = bias.data.length / gateCount;
  return float32((bias.data as Float32Array).slice().fill(1, size, 2 * size));
}

/** An untrained MGG (docs/method.md §3.4): where pre-training starts, and an ablation of its own. */
export function untrainedMgg(
  seed: number,
  { kind = 'gml', hiddenSize = 8, heads = 1 }: Partial<MggSize & { kind: GeneratorKind }> = {},
): MggWeights {
  const random = seeded(seed);
  const size = { hiddenSize, heads: kind === 'lstm' ? 1 : heads };
  const tensors = Object.entries(mggShapes(kind, size)).map(([name, shape]): [string, HostTensor] => {
    const draw = initialValue(name, shape, random);
    const tensor = float32(new Float32Array(sizeOf(shape)).map(draw), shape);
    return [checkpointPrefix[kind] + name, kind === 'lstm' && name === 'bias' ? openForgetGates(tensor) : tensor];
  });
  return { kind, ...size, tensors: Object.fromEntries(tensors) };
}

export interface LoadedMgg {
  readonly weights: MggWeights;
  /** SHA-256 of the file, or of the values of an untrained one, hex. */
  readonly hash: string;
  /** Where it comes from, as written into the file. */
  readonly provenance: Readonly<Record<string, string>>;
}

const untrainedPattern = /^untrained(?::(gml|lstm))?(?::(\d+))?$/;

/** Kind and size of the generator in a file, by its identifying tensor. */
function detect(file: CheckpointFile): { kind: GeneratorKind } & MggSize {
  const gates = file.tensors.get(`${checkpointPrefix.lstm}weight_hh`)?.shape;
  if (gates) return { kind: 'lstm', hiddenSize: gates[1] ?? 0, heads: 1 };
  const [heads, hiddenSize] = file.tensors.get(`${checkpointPrefix.gml}W1`)?.shape ?? [];
  if (heads !== undefined && hiddenSize !== undefined) return { kind: 'gml', hiddenSize, heads };
  throw new LabError(
    'bad-checkpoint',
    `${file.path} is no meta gradient generator: it has neither a tensor ${checkpointPrefix.gml}W1 of shape [heads, size, size] nor an LSTM.`,
    'Choose a checkpoint written by the pre-training of the lab or exported from the reference implementation.',
  );
}

/** Of a generator nobody can say which of two kinds of weights is meant. */
function openAlone(source: string): CheckpointFile {
  try {
    return openCheckpoint(source);
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'unanswered') throw error;
    throw new LabError('bad-checkpoint', error.message, 'Save only the weights to use.', error);
  }
}

/**
 * Reads an MGG checkpoint.
 * @param source path of a safetensors or PyTorch file with the names of the reference implementation, or `untrained[:<kind>][:<seed>]`
 * @throws LabError `not-found`, or `bad-checkpoint` naming the tensor, the expected and the found shape
 */
export function loadMgg(source: string): LoadedMgg {
  const untrained = untrainedPattern.exec(source);
  if (untrained) {
    const kind = generatorKinds.find((name) => name === untrained[1]) ?? 'gml';
    const weights = untrainedMgg(Number(untrained[2] ?? 0), { kind });
    const hash = createHash('sha256').update(encodeMgg(weights, {})).digest('hex');
    return { weights, hash, provenance: { trained: 'no' } };
  }
  const file = openAlone(source);
  const found = detect(file);
  const prefix = checkpointPrefix[found.kind];
  const tensors = Object.entries(mggShapes(found.kind, found)).map(([name, shape]): [string, HostTensor] => {
    const stored = file.tensors.get(prefix + name);
    if (stored?.shape.join() !== shape.join()) {
      const actual = stored ? `has shape [${stored.shape.join(', ')}]` : 'is missing';
      throw new LabError(
        'bad-checkpoint',
        `Tensor ${prefix}${name} of ${source} ${actual}, expected [${shape.join(', ')}].`,
      );
    }
    return [prefix + name, float32(readFloat32(stored), shape)];
  });
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex');
  return { weights: { ...found, tensors: Object.fromEntries(tensors) }, hash, provenance: file.metadata };
}

/**
 * A generator of the kind that a method works with.
 * @throws LabError `bad-input` without one, `bad-checkpoint` for one of the other kind
 */
export function requireMgg(mgg: MggWeights | undefined, kind: GeneratorKind, method: string): MggWeights {
  if (!mgg) throw new LabError('bad-input', `${method} needs a meta gradient generator.`, 'Give an MGG checkpoint.');
  if (mgg.kind === kind) return mgg;
  throw new LabError(
    'bad-checkpoint',
    `${method} needs a generator with ${generatorRules[kind].name}, but this one has ${generatorRules[mgg.kind].name}.`,
    `Choose another generator, or pre-train one with generator=${kind}.`,
  );
}

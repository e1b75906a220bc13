import type { ModelReading } from '../../src-shared/model-reading.ts';
import { constant, float32, type Constant, type Named } from '../engines/engine.ts';
import { modelOf, type Architecture, type FrozenWeight } from './architecture.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { describeArithmetic, type VitDescription } from './describe-vit.ts';
import type { SourceModel } from './source-model.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import { arithmeticOf, headWidth, vitConstantShapes, vitForwardBytes, vitNorms, type VitShape } from './vit-layout.ts';
import { architectureOf } from './vit-shape.ts';
import { vitForward } from './vit.ts';

/** Where a frozen weight lies in the checkpoint: `q` and `kv` of the last block are rows of its `qkv`. */
function frozenWeight(name: string, shape: readonly number[], { dim, patchSize, classes }: VitShape): FrozenWeight {
  const stored = (tensor: string, extents = shape, first = 0): FrozenWeight => ({
    name,
    shape,
    stored: { name: tensor, shape: extents },
    first,
  });
  if (name === 'patch_embed.proj.weight') return stored(name, [dim, 3, patchSize, patchSize]);
  if (name === 'head.weight') return stored(name, [classes, dim]);
  const projection = /^(.*\.attn\.)(q|kv)(\..*)$/.exec(name);
  if (!projection) return stored(name);
  const [, before = '', part, after = ''] = projection;
  return stored(`${before}qkv${after}`, [3 * dim, ...shape.slice(1)], part === 'q' ? 0 : dim);
}

/**
 * The mean of the logits of two heads, one on each token, as one head on both tokens side by side: half of each weight
 * [C, 2·D], and the mean of the biases.
 */
function averagedHeads({ classes, dim }: VitShape): NonNullable<Architecture['made']> {
  // Class token first.
  const heads = ['head', 'head_dist'];
  return (read) => {
    const weights = heads.map((head) => read(`${head}.weight`, [classes, dim]));
    const biases = heads.map((head) => read(`${head}.bias`, [classes]));
    const weight = Float32Array.from({ length: classes * 2 * dim }, (_, i) => {
      const [row, column] = [Math.floor(i / (2 * dim)), i % (2 * dim)];
      return weights[column < dim ? 0 : 1]![row * dim + (column % dim)]! / 2;
    });
    const bias = Float32Array.from({ length: classes }, (_, i) => (biases[0]![i]! + biases[1]![i]!) / 2);
    return {
      'head.weight': constant(float32(weight, [classes, 2 * dim])),
      'head.bias': constant(float32(bias, [classes])),
    };
  };
}

function vitArchitecture({ shape, parts, variant }: VitDescription): Architecture {
  const { imageSize, classes, depth, dim, patchSize } = shape;
  const twoHeads = arithmeticOf(shape).distillation === 'head';
  return {
    name: architectureOf(shape, variant),
    parts,
    imageSize,
    classes,
    featureSize: (depth - 1) * dim + headWidth(shape),
    averagedHeads: twoHeads,
    prompts: { width: dim, inputs: 3 * patchSize ** 2 },
    norms: vitNorms(shape),
    frozen: Object.entries(vitConstantShapes(shape)).map(([name, wanted]) => frozenWeight(name, wanted, shape)),
    ...(twoHeads ? { made: averagedHeads(shape) } : {}),
    forward: (images, theta, weights, prompts) => vitForward(shape, images, theta, weights, prompts),
    forwardBytes: (prompts) => vitForwardBytes(shape, prompts),
  };
}

/** The ViT of a checkpoint. @throws LabError as `describeArithmetic` */
export function describeVit(file: CheckpointFile, table: WeightTable, reading: ModelReading): Architecture {
  return vitArchitecture(describeArithmetic(file, table, reading));
}

/** A ViT with the given parts; `constants` as in `vitConstantShapes`. */
export function vitModel(shape: VitShape, theta: Float32Array, constants: Named<Constant>, hash: string): SourceModel {
  return modelOf(vitArchitecture({ shape, parts: [], variant: '' }), theta, constants, hash);
}

import path from 'node:path';
import { LabError } from '../../src-shared/errors.ts';
import type { ModelPart, ModelReading } from '../../src-shared/model-reading.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { modelPart, pick, type Claims, type Found } from './claims.ts';
import { claimsOfMetadata } from './metadata-claims.ts';
import { claimsOfConfig } from './model-config.ts';
import { readNeighbours } from './neighbours.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import { namingOf, type Naming } from './tensor-names.ts';
import { claimsOfName, usualHeads } from './timm-names.ts';
import { plainArithmetic, type VitArithmetic, type VitShape } from './vit-layout.ts';
import { tensorFacts, type TensorFacts } from './vit-shape.ts';

/** A ViT's sizes and arithmetic, with the source of each part that tensors leave open. */
export interface VitDescription {
  readonly shape: VitShape;
  readonly parts: readonly ModelPart[];
  /** Differences from a plain ViT, in words; empty without any. */
  readonly variant: string;
}

/** All known readings of a checkpoint, best first, without those of other models. */
function claimsOf(file: CheckpointFile, { sizes }: TensorFacts, reading: ModelReading): Claims[] {
  const { heads, eps, activation, pool } = reading;
  const fits = ({ dim = sizes.dim, depth = sizes.depth, patchSize = sizes.patchSize }: Claims): boolean =>
    dim === sizes.dim && depth === sizes.depth && patchSize === sizes.patchSize;
  const configs = readNeighbours(file.path).flatMap(({ name, content }) => claimsOfConfig(content, name) ?? []);
  const said = [claimsOfMetadata(file.metadata), ...configs].filter(fits);
  const fileName = path.basename(file.path);
  const names = [...said, { source: 'name', architecture: fileName } as Claims].flatMap((claim) => {
    const named = claimsOfName(claim.architecture ?? '');
    if (!named) return [];
    if (fits(named)) return [named];
    // A configuration with sizes of its own builds that architecture in other sizes: all but the heads stays.
    const resized = claim.dim !== undefined || claim.depth !== undefined;
    return resized ? [{ ...named, heads: undefined }] : [];
  });
  return [
    { source: 'answer', heads, eps, activation, pool },
    { source: 'tensors', heads: file.heads },
    ...said,
    ...names,
  ];
}

function refuseUnsupported(file: CheckpointFile, claims: readonly Claims[]): void {
  const claim = claims.find(({ unsupported }) => unsupported !== undefined);
  if (!claim) return;
  throw new LabError(
    'bad-checkpoint',
    `${file.path} has ${claim.unsupported ?? ''}, which the lab doesn't compute (${claim.from ?? 'its metadata'} says so).`,
    'Use a ViT that computes what timm’s vit_base_patch16_224 or one of its documented variants does.',
  );
}

function headsOf(file: CheckpointFile, claims: readonly Claims[], dim: number): Found<'heads'> {
  const usual = usualHeads(dim);
  const found = pick(claims, 'heads') ?? (usual === undefined ? undefined : { value: usual, source: 'guess' as const });
  if (found === undefined) {
    throw new LabError(
      'bad-checkpoint',
      `The number of attention heads of ${file.path} is unknown: nothing says into how many its ${dim} channels are split.`,
      'Set it when adding the model, or with --heads; or put its config.json beside it.',
    );
  }
  if (Number.isInteger(found.value) && dim % found.value === 0) return found;
  throw new LabError(
    'bad-checkpoint',
    `The number of attention heads of ${file.path} can't be ${found.value}: that doesn't divide its ${dim} channels.`,
    'Give another number of heads.',
  );
}

/** Fixed arithmetic of the library whose names a checkpoint has, or the usual one of its kind if nothing says more. */
function defaultsOf(naming: Naming, { structure }: TensorFacts): Record<'eps' | 'activation', Claims> {
  if (naming === 'torchvision') {
    const { eps, activation } = plainArithmetic;
    return { eps: { source: 'tensors', eps }, activation: { source: 'tensors', activation } };
  }
  const eps = naming === 'huggingface' ? 1e-12 : structure.preNorm ? 1e-5 : plainArithmetic.eps;
  return { eps: { source: 'guess', eps }, activation: { source: 'guess', activation: plainArithmetic.activation } };
}

function poolOf(file: CheckpointFile, claims: readonly Claims[], naming: Naming, facts: TensorFacts): Found<'pool'> {
  const { classToken, distillation, finalNorm } = facts.structure;
  const said = pick(claims, 'pool');
  if (!classToken || distillation !== 'none') {
    const must = classToken ? 'token' : 'avg';
    if (said && (said.value === 'token') !== (must === 'token')) {
      const why = classToken ? 'it has a distillation token' : 'it has no class token';
      throw new LabError(
        'bad-checkpoint',
        `${file.path} can't be read with pooling "${said.value}": ${why}.`,
        `Leave it out, or set "${must}".`,
      );
    }
    return said ?? { value: must, source: 'tensors' };
  }
  if (said) return said;
  if (finalNorm === 'fc_norm') return { value: 'avg', source: 'tensors' };
  return { value: 'token', source: naming === 'timm' ? 'guess' : 'tensors' };
}

interface Grid {
  readonly side: number;
  readonly positions: VitArithmetic['positions'];
}

/** Patches per side, and which tokens have positions. @throws LabError for images that are not square */
function gridOf(file: CheckpointFile, claims: readonly Claims[], { sizes, positionRows, prefix }: TensorFacts): Grid {
  const sides = pick(claims, 'imageSides');
  if (sides && sides.value[0] !== sides.value[1]) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} is for images of ${sides.value.join('×')} pixels (${sides.from ?? 'its metadata'} says so); the lab computes square ones only.`,
      'Use a model for square images.',
    );
  }
  const ways: Grid[] = [
    { side: Math.sqrt(positionRows - prefix), positions: 'all' },
    ...(prefix === 0 ? [] : [{ side: Math.sqrt(positionRows), positions: 'patches' } as const]),
  ];
  const possible = ways.filter(({ side }) => Number.isInteger(side) && side > 0);
  const [first, second] = possible;
  if (first === undefined) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} has ${positionRows} positions, which is no square image with ${prefix} tokens beside it.`,
      'Use a model for square images.',
    );
  }
  if (second === undefined) return first;
  const fitting = possible.find(({ side }) => side * sizes.patchSize === sides?.value[0]);
  if (fitting) return fitting;
  throw new LabError(
    'bad-checkpoint',
    `Whether the ${positionRows} positions of ${file.path} are those of its patches alone is unknown.`,
    'Put its config.json beside it, which has the size of its images.',
  );
}

function variantOf({ structure, prefix }: TensorFacts, positions: VitArithmetic['positions']): string {
  const { registers, distillation } = structure;
  return [
    structure.classToken ? [] : ['no class token'],
    registers > 0 ? [`${registers} register token${registers === 1 ? '' : 's'}`] : [],
    distillation === 'head' ? ['distilled, two heads'] : distillation === 'token' ? ['distillation token'] : [],
    structure.finalNorm === 'fc_norm' ? ['norm after pooling'] : [],
    structure.preNorm ? ['norm before the blocks'] : [],
    structure.qkNorm ? ['normalised queries and keys'] : [],
    structure.layerScale ? ['layer scale'] : [],
    structure.qkvBias ? [] : ['no qkv bias'],
    structure.patchBias ? [] : ['no patch bias'],
    prefix > 0 && positions === 'patches' ? ['positions of patches only'] : [],
  ]
    .flat()
    .join(', ');
}

/**
 * Finds out what the ViT of a checkpoint computes: from its tensors, its metadata, configurations beside it, names, and
 * the user's answers, which win; what is left is guessed as usual, and says so.
 * @throws LabError `bad-checkpoint` for what the lab doesn't compute, or where no source decides and there is no default
 */
export function describeArithmetic(file: CheckpointFile, table: WeightTable, reading: ModelReading): VitDescription {
  const facts = tensorFacts(file, table);
  const claims = claimsOf(file, facts, reading);
  refuseUnsupported(file, claims);
  const naming = namingOf(file.tensors.keys());
  const usual = defaultsOf(naming, facts);
  const { side, positions } = gridOf(file, claims, facts);
  const heads = headsOf(file, claims, facts.sizes.dim);
  const eps = pick([...claims, usual.eps], 'eps');
  const activation = pick([...claims, usual.activation], 'activation');
  const pool = poolOf(file, claims, naming, facts);
  if (!eps || !activation) throw new LabError('internal', 'A default of the arithmetic is missing.');
  const variant = variantOf(facts, positions);
  return {
    shape: {
      ...facts.sizes,
      imageSize: side * facts.sizes.patchSize,
      heads: heads.value,
      arithmetic: {
        ...facts.structure,
        positions,
        eps: eps.value,
        activation: activation.value,
        pool: pool.value,
      },
    },
    variant,
    parts: [
      modelPart('heads', String(heads.value), heads),
      modelPart('eps', eps.value.toExponential(), eps),
      modelPart('activation', activation.value, activation),
      modelPart('pool', pool.value, pool),
      ...(file.weights ? [modelPart('weights', file.weights, { source: 'answer' })] : []),
      ...(variant === '' ? [] : [modelPart('variant', variant, { source: 'tensors' })]),
    ],
  };
}

import type { ModelPart } from '../../src-shared/model-reading.ts';
import { float32, type Constant, type Named } from '../engines/engine.ts';
import type { Publication } from './normalisation.ts';
import type { SourceModel } from './source-model.ts';

/** A norm layer, the number of its weights, which is that of its biases, and the part of the model that it belongs to. */
export interface NormLayer {
  readonly name: string;
  readonly size: number;
  /** As in `SourceModel.normParameters`. */
  readonly part: number;
}

/** A weight that is not adapted, and where it lies in the checkpoint. */
export interface FrozenWeight {
  /** As the model calls it; the classifier is `head` in every architecture. */
  readonly name: string;
  /** As the model uses it. */
  readonly shape: readonly number[];
  /** The tensor that holds it, and its shape. */
  readonly stored: { readonly name: string; readonly shape: readonly number[] };
  /** First of its rows in that tensor. */
  readonly first: number;
}

/** Description of a checkpoint: everything known of its model without reading a weight. */
export interface Architecture extends Pick<
  SourceModel,
  | 'imageSize'
  | 'classes'
  | 'featureSize'
  | 'kinked'
  | 'averagedHeads'
  | 'prompts'
  | 'forward'
  | 'forwardBytes'
  | 'batchForward'
> {
  /** Its name in words, where timm has none for it. */
  readonly name: string;
  /** Properties that decide the arithmetic, and how they are known. */
  readonly parts: readonly ModelPart[];
  /** In the order of the checkpoint's modules. */
  readonly norms: readonly NormLayer[];
  readonly frozen: readonly FrozenWeight[];
  /**
   * Weights that are computed from stored ones instead of taken over as they are.
   * @param read values of a tensor of the checkpoint
   */
  readonly made?: (read: (name: string, shape: readonly number[]) => Float32Array) => Record<string, Constant>;
}

/** The norm parameters by name, weight before bias, in the order in which θ holds them. */
export function normTensors(norms: readonly NormLayer[]): NormLayer[] {
  return norms.flatMap(({ name, ...layer }) =>
    ['weight', 'bias'].map((part) => ({ name: `${name}.${part}`, ...layer })),
  );
}

/** Numbers in θ. */
export function thetaLength(norms: readonly NormLayer[]): number {
  return norms.reduce((sum, { size }) => sum + 2 * size, 0);
}

/** A model of an architecture with the given parts; a class mask makes its head smaller. */
export function modelOf(
  architecture: Architecture,
  theta: Float32Array,
  constants: Named<Constant>,
  hash: string,
  publication: Publication = { architecture: null, normalisation: null },
): SourceModel {
  const { name, norms, frozen: _frozen, made: _made, ...computed } = architecture;
  let offset = 0;
  const normParameters = normTensors(norms).map((tensor) => {
    offset += tensor.size;
    return { ...tensor, offset: offset - tensor.size };
  });
  return {
    ...computed,
    architecture: publication.architecture ?? name,
    normalisation: publication.normalisation,
    classes: constants['head.bias']?.shape[0] ?? computed.classes,
    hash,
    tensors: '',
    normParameters,
    theta: float32(theta),
    constants,
  };
}

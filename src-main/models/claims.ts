import type { Activation, ModelPart, PartSource, Pool } from '../../src-shared/model-reading.ts';

/** Statements of one source about a checkpoint's model, as far as it makes any. */
export interface Claims {
  readonly source: PartSource;
  /** The file or name that says so. */
  readonly from?: string;
  /** Sizes by which to see whether this is about the checkpoint at all. */
  readonly dim?: number | undefined;
  readonly depth?: number | undefined;
  readonly patchSize?: number | undefined;
  readonly heads?: number | undefined;
  readonly eps?: number | undefined;
  readonly activation?: Activation | undefined;
  readonly pool?: Pool | undefined;
  /** Height and width of the images. */
  readonly imageSides?: readonly [number, number] | undefined;
  /** timm's name. */
  readonly architecture?: string | undefined;
  /** Part that the lab doesn't compute, as the end of a sentence, e.g. `the activation silu`. */
  readonly unsupported?: string | undefined;
}

type Part = 'heads' | 'eps' | 'activation' | 'pool' | 'imageSides';

/** A part and who says so. */
export type Found<K extends Part> = Pick<Claims, 'source' | 'from'> & { readonly value: NonNullable<Claims[K]> };

/** Value from the first source that has one. */
export function pick<K extends Part>(claims: readonly Claims[], part: K): Found<K> | undefined {
  for (const claim of claims) {
    const value = claim[part];
    if (value === undefined) continue;
    const { source, from } = claim;
    return { value, source, ...(from === undefined ? {} : { from }) };
  }
  return undefined;
}

const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_tanh: 'gelu_tanh',
  gelu_new: 'gelu_tanh',
  gelu_fast: 'gelu_tanh',
  gelu_pytorch_tanh: 'gelu_tanh',
  gelu_accurate: 'gelu_tanh',
  quick_gelu: 'quick_gelu',
  quickgelu: 'quick_gelu',
  relu: 'relu',
};

/** An activation under the name of timm or Hugging Face's library; undefined for one that the lab doesn't compute. */
export function activationOf(name: string): Activation | undefined {
  return Object.hasOwn(activations, name) ? activations[name] : undefined;
}

/** A part of a model as it was found, with the source of what is known. */
export const modelPart = (
  part: ModelPart['part'],
  value: string,
  { source, from }: Pick<Claims, 'source' | 'from'>,
): ModelPart => ({ part, value, source, ...(from === undefined ? {} : { from }) });

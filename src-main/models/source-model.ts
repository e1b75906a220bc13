import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelPart } from '../../src-shared/model-reading.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import type { Constant, HostTensor, Named } from '../engines/engine.ts';

/** One adapted norm parameter tensor and its place in the flat vector θ. */
interface NormParameter {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
}

/** What a forward pass returns. */
export interface ForwardResult {
  /** [B, C] */
  readonly logits: Tensor;
  /** Features of all blocks after the following norm, the head's input last: [B, L·D] (docs/method.md §1; `vitForward`). */
  readonly features: Tensor;
}

/** A trained classifier whose norm parameters θ are taken out of its weights so that they can be adapted. */
export interface SourceModel {
  readonly architecture: string;
  readonly imageSize: number;
  /** How the images were normalised that it was trained on; null where its checkpoint doesn't tell. */
  readonly normalisation: Normalisation | null;
  readonly classes: number;
  /** What decides its arithmetic and how it is known; empty for models that were made here. */
  readonly parts: readonly ModelPart[];
  /** Its head stands for two of the checkpoint, each on a token of its own, whose logits are averaged. */
  readonly averagedHeads: boolean;
  readonly featureSize: number;
  /** SHA-256 of the checkpoint file, hex. */
  readonly hash: string;
  /** In the order of the checkpoint's modules, weight before bias (docs/method.md §1). */
  readonly normParameters: readonly NormParameter[];
  /** θ of the source model, flat [n]. */
  readonly theta: HostTensor;
  /** All other weights. */
  readonly constants: Named<Constant>;
  /**
   * Pure tensor function: images [B,3,H,W] already normalised, flat θ [n], constants by name. With prompts [K,P,D] each
   * of them is evaluated on all images, and the results have K·B rows, those of the first prompt first.
   */
  forward(images: Tensor, theta: Tensor, constants: Named<Tensor>, prompts?: Tensor): ForwardResult;
  /** About the most bytes that a forward pass holds at once for an image with so many prompt tokens. */
  forwardBytes(prompts: number): number;
}

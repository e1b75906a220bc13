import type { Tensor } from '@tensorflow/tfjs-core';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import type { Constant, HostTensor, Named } from '../engines/engine.ts';

/** One adapted norm parameter tensor and its place in the flat vector θ. */
export interface NormParameter {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
}

/** What a forward pass returns. */
export interface ForwardResult {
  /** [B, C] */
  readonly logits: Tensor;
  /** CLS features of all blocks after the following norm, [B, L·D] (spec §1). */
  readonly features: Tensor;
}

/** A trained classifier whose norm parameters θ are taken out of its weights so that they can be adapted. */
export interface SourceModel {
  readonly architecture: string;
  readonly imageSize: number;
  /** How the images were normalised that it was trained on; null where its checkpoint doesn't tell. */
  readonly normalisation: Normalisation | null;
  readonly classes: number;
  readonly featureSize: number;
  /** SHA-256 of the checkpoint file, hex. */
  readonly hash: string;
  /** In the order of the checkpoint's modules, weight before bias (golden README, "norm parameter order"). */
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

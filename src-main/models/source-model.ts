import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelPart } from '../../src-shared/model-reading.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import type { Constant, HostTensor, Named } from '../engines/engine.ts';

/** One adapted norm parameter tensor and its place in the flat vector θ. */
interface NormParameter {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
  /**
   * Which of the model's parts it belongs to (a block of a transformer, a stage of a convolutional network), from 0; −1 in
   * front of the first one, Infinity behind the last one.
   */
  readonly part: number;
}

/** Sizes of the prompt tokens that a model takes beside those of the image. */
interface PromptFacts {
  /** Numbers in a token. */
  readonly width: number;
  /** Numbers of the image that go into a token. */
  readonly inputs: number;
}

export interface ForwardResult {
  /** [B, C] */
  readonly logits: Tensor;
  /** Features of all blocks after the following norm, the head's input last: [B, L·D] (docs/method.md §1; `vitForward`). */
  readonly features: Tensor;
}

/** Images [B,3,H,W] already normalised, flat θ [n], constants by name, and prompts as in `SourceModel.forward`. */
export type Forward = (images: Tensor, theta: Tensor, constants: Named<Tensor>, prompts?: Tensor) => ForwardResult;

/** Statistics of BatchNorms: those of the batch, mixed with those of the training. */
export interface BatchStatistics {
  /** Weight of the batch, 0 to 1. */
  readonly share: number;
  /** Whether the variance of the batch is divided by one less than the count. */
  readonly unbiased: boolean;
}

/** A trained classifier whose norm parameters θ are taken out of its weights so that they can be adapted. */
export interface SourceModel {
  readonly architecture: string;
  readonly imageSize: number;
  /** How the images were normalised that it was trained on; null where its checkpoint doesn't say. */
  readonly normalisation: Normalisation | null;
  readonly classes: number;
  /** Properties that decide its arithmetic, and how they are known; empty for models that were made here. */
  readonly parts: readonly ModelPart[];
  /** Its head stands for two of the checkpoint, each on a token of its own, whose logits are averaged. */
  readonly averagedHeads: boolean;
  readonly featureSize: number;
  /** Its activation has a kink (ReLU), where rounding alone decides which way a gradient goes. */
  readonly kinked?: boolean;
  /** Absent where the model takes no prompts. */
  readonly prompts?: PromptFacts;
  /** SHA-256 of the checkpoint file, hex. */
  readonly hash: string;
  /** Identifies it in other files (`tensorFingerprint`); empty for models that were made here. */
  readonly tensors: string;
  /** In the order of the checkpoint's modules, weight before bias (docs/method.md §1). */
  readonly normParameters: readonly NormParameter[];
  /** θ of the source model, flat [n]. */
  readonly theta: HostTensor;
  /** All other weights. */
  readonly constants: Named<Constant>;
  /**
   * Pure tensor function. With prompts [K,P,D] each of them is evaluated on all images, and the results have K·B rows,
   * those of the first prompt first.
   */
  readonly forward: Forward;
  /** The same with other statistics in the BatchNorms; absent without such norms. `forward` uses those of the training. */
  readonly batchForward?: (statistics: BatchStatistics) => Forward;
  /** About the most bytes that a forward pass holds at once for an image with so many prompt tokens. */
  forwardBytes(prompts: number): number;
}

/** The model with BatchNorms that normalise by the batch, as methods that adapt them have it; others as they are. */
export function onBatches(model: SourceModel, statistics: BatchStatistics = ofBatch): SourceModel {
  return model.batchForward ? { ...model, forward: model.batchForward(statistics) } : model;
}

const ofBatch: BatchStatistics = { share: 1, unbiased: false };

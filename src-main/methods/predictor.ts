import { numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { SourceModel } from '../models/source-model.ts';
import { classify, lastFeatures, lastFeatureWidth } from './bound.ts';
import { sgdStep } from './sgd.ts';

/** A linear map A [D, D] of the features in front of the head, which starts as the identity; and its momentum. */
export type PredictorState<T = Tensor> = { readonly predictor: T; readonly 'predictor.velocity': T };

export function startPredictor(model: SourceModel): PredictorState<HostTensor> {
  const width = lastFeatureWidth(model);
  const identity = new Float32Array(width * width);
  for (let i = 0; i < width; i++) identity[i * width + i] = 1;
  return {
    predictor: float32(identity, [width, width]),
    'predictor.velocity': float32(new Float32Array(width * width), [width, width]),
  };
}

/** Logits of A·f, [B, C]. */
export function throughPredictor(
  model: SourceModel,
  features: Tensor,
  predictor: Tensor,
  constants: Named<Tensor>,
): Tensor {
  return classify(tf.matMul(lastFeatures(model, features), predictor, false, true), constants);
}

export function movePredictor(
  state: PredictorState,
  gradient: Tensor,
  options: { readonly lr: number; readonly momentum: number },
): PredictorState {
  const { predictor: theta, 'predictor.velocity': velocity } = state;
  const moved = sgdStep({ theta, velocity }, gradient, options);
  return { predictor: moved.theta, 'predictor.velocity': moved.velocity };
}

/** A factor or rate that may be 0, which keeps what it belongs to as it is. */
export function rateOption(
  text: { readonly label: string; readonly symbol?: string; readonly help: string },
  value: number,
): ReturnType<typeof numberOption> {
  return numberOption({ ...text, default: value, min: 0 });
}

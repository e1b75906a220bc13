import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { changeConsistently, drawConsistency } from './augment/consistency.ts';
import type { BoundStep } from './method.ts';
import { roidGradient, smoothedPrior, weighed } from './roid-loss.ts';
import { roidInParts } from './roid-parts.ts';
import { roidUpdate, type RoidLike, type RoidState } from './roid-step.ts';

/**
 * ROID's step (Marsden et al., 2024): whole, or in parts where images can be left out, since the model doesn't normalise by the
 * batch and there is more than one.
 */
export function bindRoid(like: RoidLike): BoundStep<RoidState> {
  const { context, options } = like;
  const { model, normalisation } = context;
  return {
    init: like.start,
    draw: (_batchSize, random) => drawConsistency(model.imageSize, random),
    prepare: (images, draws) => ({ augmented: changeConsistently(images, draws, normalisation) }),
    step(images, state, constants, draws) {
      const augmented = need(draws, 'augmented');
      const weigh = (z: Tensor): ReturnType<typeof weighed> => weighed(z, state.probabilities, options.temperature);
      const { gradient, result } = roidGradient(
        context,
        { images, augmented, theta: state.theta },
        (z) => weigh(z).weight,
        constants,
      );
      const { loss, lossSlr, logits, changed, ...losses } = result;
      const { entropy, selected, ...perImage } = weigh(logits);
      const { details, diagnostics, ...next } = roidUpdate(like, { logits, gradient, state }, constants);
      return {
        ...next,
        diagnostics: {
          loss,
          loss_slr: lossSlr,
          entropy: tf.mean(entropy),
          selected: tf.mean(selected),
          ...diagnostics,
        },
        weights: perImage.weight,
        details: {
          ...{ ...details, ...losses, ...perImage, entropy, selected },
          ...{ uncorrected: logits, augmented, augmented_logits: changed },
        },
      };
    },
    ...(model.batchForward || context.batchSize === 1
      ? {}
      : { inParts: (batchSize, compile) => roidInParts(like, batchSize, compile) }),
    predict(images, { theta }, constants) {
      const { logits } = model.forward(images, theta, constants);
      return { logits: tf.mul(logits, smoothedPrior(logits)) };
    },
    constants: { 'roid.source': model.theta },
  };
}

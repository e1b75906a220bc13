import { z } from 'zod';
import { numberOption } from '../../src-shared/options.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { lastFeatureWidth, predictWith, scalar, statisticsConstants, zerosLike } from './bound.ts';
import { decayOption, entropyMarginOption, learningRateOption, momentumOption } from './common-options.ts';
import { augmentation } from './deyo-augment.ts';
import { adaptedCoordinates, frozenPartsOption } from './frozen-parts.ts';
import { detached, withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { regional, regionConstants } from './recap-regions.ts';
import { below, choose, count, meanOfChosen, predictedClass } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';

const number = (label: string, symbol: string, help: string, value: number, min = 0): ReturnType<typeof numberOption> =>
  numberOption({ label, symbol, help, default: value, min });

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  margin: entropyMarginOption(
    { label: 'Margin', symbol: 'τ_RE', help: 'Adapt only to images with lower regional entropy than this.' },
    1,
  ),
  weightMargin: entropyMarginOption(
    { label: 'Weight margin', symbol: 'L₀', help: 'Images with lower regional entropy than this weigh more than 1.' },
    1,
  ),
  weightCap: number('Largest weight', 'α_max', 'No image weighs more than this.', 1.5),
  regularisation: number('Weight of the instability', 'λ', 'How much the regional instability counts.', 0.5),
  tau: number('Size of a region', 'τ', 'How far regions reach, in variances of the source features.', 1.2),
  plpdThreshold: number('PLPD threshold', 'τ_PLPD', 'Least loss of probability when patches are shuffled.', 0.2, -1),
  resetBelow: number('Reset below', 'e₀', 'The model is reset when the running loss falls below this.', 0.2),
  emaDecay: decayOption('α', 'Decay of the running loss', 0.9),
  frozenBlocks: frozenPartsOption(0.25),
});

/** Running average of half the loss, and whether there is one. */
type RecapState = SgdState & { readonly ema: Tensor; readonly 'ema.known': Tensor };

const patchesPerSide = 4;

/** ReCAP (Hu et al., ICML 2025): entropy and instability of the predictions in a region around each image. */
export const recap = defineMethod({
  id: 'recap',
  name: 'ReCAP',
  summary: 'Minimises the entropy in regions of features around confident images and keeps predictions stable there.',
  options,
  needs: ['statistics'],
  frozen: false,
  bind(context, { lr, momentum, margin, weightMargin, tau, ...chosen }): BoundStep<RecapState> {
    const { model } = context;
    const [bound, weightBound] = [margin, weightMargin].map((factor) => factor * Math.log(model.classes)) as [
      number,
      number,
    ];
    const { 'source.std': std } = statisticsConstants(context, 'ReCAP');
    const variances = (std.data as Float32Array).slice(-lastFeatureWidth(model)).map((value) => value ** 2);
    const window = { size: 0, row: 0, column: 0 };
    const shuffle = augmentation(model.imageSize, { kind: 'patch', parts: patchesPerSide, window });
    return {
      init: () => ({ theta: model.theta, velocity: zerosLike(model.theta), ema: scalar(0), 'ema.known': scalar(0) }),
      draw: (batchSize, random) => shuffle.draw(batchSize, random),
      step(images, state, constants, draws) {
        const changed = shuffle.apply(images, constants, draws);
        const destroyed = tf.softmax(model.forward(changed, state.theta, constants).logits);
        const { gradient, result } = withGradient(state.theta, (parameters) => {
          const { logits } = model.forward(images, parameters, constants);
          const { entropy, instability } = regional(logits, constants);
          const confident = detached((e) => below(e, bound), entropy);
          const lost = (z: Tensor): Tensor => tf.sum(tf.mul(predictedClass(z), tf.sub(tf.softmax(z), destroyed)), 1);
          const plpd = detached(lost, logits);
          const selected = detached((c, d) => tf.mul(c, below(tf.neg(d), -chosen.plpdThreshold)), confident, plpd);
          const weight = detached((e) => tf.minimum(tf.exp(tf.sub(weightBound, e)), chosen.weightCap), entropy);
          const both = tf.add(entropy, tf.mul(instability, chosen.regularisation));
          return {
            loss: meanOfChosen(tf.mul(both, weight), selected),
            logits,
            entropy,
            instability,
            confident,
            plpd,
            selected,
            weight,
          };
        });
        const { loss, logits, confident, selected, ...perImage } = result;
        const any = tf.cast(tf.greater(count(selected), 0), 'float32');
        const moved = sgdStep(state, tf.mul(gradient, need(constants, 'recap.adapted')), { lr, momentum });
        const half = tf.div(loss, 2);
        const averaged = tf.add(tf.mul(state.ema, chosen.emaDecay), tf.mul(half, 1 - chosen.emaDecay));
        const ema = choose(any, choose(state['ema.known'], averaged, half), state.ema);
        const known = tf.maximum(state['ema.known'], any);
        const reset = tf.mul(known, below(ema, chosen.resetBelow));
        return {
          logits,
          state: {
            theta: choose(reset, need(constants, 'recap.source'), moved.theta),
            velocity: choose(reset, tf.zerosLike(moved.velocity), moved.velocity),
            ...{ ema, 'ema.known': known },
          },
          diagnostics: { loss, entropy: tf.mean(perImage.entropy), selected: tf.mean(selected), ema, reset },
          weights: tf.mul(perImage.weight, selected),
          details: { ...perImage, selected_first: confident, selected_second: selected, changed },
        };
      },
      predict: predictWith(context),
      constants: {
        ...{ ...shuffle.constants, ...regionConstants(context, variances, tau) },
        ...{ 'recap.adapted': adaptedCoordinates(model, chosen.frozenBlocks), 'recap.source': model.theta },
      },
    };
  },
});

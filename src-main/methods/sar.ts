import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { predictWith, scalar, zerosLike } from './bound.ts';
import { entropyBy } from './entropy.ts';
import { adaptedCoordinates } from './frozen-parts.ts';
import { detached, withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { sarOptions } from './sar-options.ts';
import { below, choose, count, meanOfChosen } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';

type SarState = SgdState & {
  /** Running average of the second loss, and whether there is one. */
  readonly ema: Tensor;
  readonly 'ema.known': Tensor;
};

/** Guards the division by the length of the gradient. */
const epsilon = 1e-12;

/** SAR (Niu et al., ICLR 2023): sharpness-aware minimisation of the entropy of reliable images, with recovery. */
export const sar = defineMethod({
  id: 'sar',
  name: 'SAR',
  summary: 'Minimises the entropy of confident images at the sharpest point nearby, and resets a collapsed model.',
  options: sarOptions,
  needs: [],
  frozen: false,
  bind(context, { lr, momentum, rho, margin, resetBelow, emaDecay, frozenBlocks, ...choices }): BoundStep<SarState> {
    const { model } = context;
    const bound = margin * Math.log(model.classes);
    const source = model.theta;
    const entropyOf = entropyBy(choices);

    /** Loss of the images with little entropy and its gradient with respect to the adapted coordinates. */
    const reliableGradient = (
      images: Tensor,
      theta: Tensor,
      constants: Readonly<Record<string, Tensor>>,
      among?: Tensor,
    ) => {
      const { gradient, result } = withGradient(theta, (parameters) => {
        const { logits } = model.forward(images, parameters, constants);
        const entropy = entropyOf(logits);
        const selected = detached((h) => (among ? tf.mul(below(h, bound), among) : below(h, bound)), entropy);
        return { loss: meanOfChosen(entropy, selected), logits, entropy, selected };
      });
      return { ...result, gradient: tf.mul(gradient, need(constants, 'sar.adapted')) };
    };

    return {
      init: () => ({ theta: source, velocity: zerosLike(source), ema: scalar(0), 'ema.known': scalar(0) }),
      step(images, state, constants) {
        const { theta, 'ema.known': known } = state;
        const first = reliableGradient(images, theta, constants);
        const norm = tf.sqrt(tf.sum(tf.square(first.gradient)));
        const perturbed = tf.add(theta, tf.mul(first.gradient, tf.div(rho, tf.add(norm, epsilon))));
        const among = choices.secondFilter === 'kept' ? first.selected : undefined;
        const second = reliableGradient(images, perturbed, constants, among);

        // Without a reliable image nothing happens; without one in the second pass the momentum alone moves the weights.
        const anyFirst = tf.cast(tf.greater(count(first.selected), 0), 'float32');
        const anySecond = tf.mul(anyFirst, tf.cast(tf.greater(count(second.selected), 0), 'float32'));
        const moving = choices.unselected === 'momentum' ? tf.onesLike(anyFirst) : anyFirst;
        const moved = sgdStep(state, second.gradient, { lr, momentum });
        const averaged = tf.add(tf.mul(state.ema, emaDecay), tf.mul(second.loss, 1 - emaDecay));
        const ema = choose(anySecond, choose(known, averaged, second.loss), state.ema);
        const nowKnown = tf.maximum(known, anySecond);
        const reset = tf.mul(nowKnown, below(ema, resetBelow));
        const forget = choices.reset === 'all' ? reset : tf.zerosLike(reset);
        const velocity = choose(moving, moved.velocity, state.velocity);
        return {
          logits: choices.prediction === 'second' ? choose(anyFirst, second.logits, first.logits) : first.logits,
          state: {
            theta: choose(reset, need(constants, 'sar.source'), choose(moving, moved.theta, theta)),
            velocity: choose(forget, tf.zerosLike(velocity), velocity),
            ema: choose(forget, tf.zerosLike(ema), ema),
            'ema.known': choose(forget, tf.zerosLike(nowKnown), nowKnown),
          },
          diagnostics: {
            loss: first.loss,
            loss_second: second.loss,
            selected_first: tf.mean(first.selected),
            selected: tf.mul(anyFirst, tf.mean(second.selected)),
            ema,
            reset,
            gradient_norm: norm,
          },
          weights: tf.mul(anyFirst, second.selected),
          details: {
            first_logits: first.logits,
            second_logits: second.logits,
            selected_first: first.selected,
            selected_second: second.selected,
            entropy_first: first.entropy,
            entropy_second: second.entropy,
          },
        };
      },
      predict: predictWith(context),
      constants: { 'sar.adapted': adaptedCoordinates(model, frozenBlocks), 'sar.source': source },
    };
  },
});

import { z } from 'zod';
import { choiceOption, numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import type { SourceModel } from '../models/source-model.ts';
import { predictWith, scalar, zerosLike } from './bound.ts';
import { decayOption, entropyMarginOption, learningRateOption, momentumOption } from './common-options.ts';
import { entropyBy, entropyOptions } from './entropy.ts';
import { detached, withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { below, choose, count, meanOfChosen } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  rho: numberOption({
    label: 'Perturbation',
    symbol: 'ρ',
    help: 'Length of the step to the sharpest point nearby, at which the gradient is taken.',
    default: 0.05,
    min: 0,
  }),
  margin: entropyMarginOption(
    { label: 'Entropy margin', symbol: 'E₀', help: 'Only images with less entropy than this are adapted to.' },
    0.4,
  ),
  resetBelow: numberOption({
    label: 'Reset below',
    symbol: 'e₀',
    help: 'The model is reset when the running average of the second loss falls below this.',
    default: 0.2,
    min: 0,
  }),
  emaDecay: decayOption('α', 'Decay of the running loss', 0.9),
  frozenBlocks: numberOption({
    label: 'Frozen share of the blocks',
    help: 'The norms of this share of the last blocks, and the final norm, are not adapted; of 12 blocks the last 3.',
    default: 0.25,
    min: 0,
    max: 1,
  }),
  prediction: choiceOption({
    label: 'Prediction',
    help: 'first: by the forward pass before the perturbation. second: by the one at the perturbed weights, as in the MGTTA code.',
    choices: ['first', 'second'],
    default: 'first',
  }),
  secondFilter: choiceOption({
    label: 'Second filter',
    help: 'kept: among the images that passed the first filter. batch: among all images of the batch, as in the MGTTA code.',
    choices: ['kept', 'batch'],
    default: 'kept',
  }),
  reset: choiceOption({
    label: 'Reset restores',
    help: 'all: parameters, momentum and running loss. parameters: momentum and running loss go on, as in the MGTTA code.',
    choices: ['all', 'parameters'],
    default: 'all',
  }),
  unselected: choiceOption({
    label: 'Without a reliable image',
    help: 'keep: nothing moves, as in the MGTTA code. momentum: the momentum moves the parameters on, as its authors have it.',
    choices: ['keep', 'momentum'],
    default: 'keep',
  }),
  ...entropyOptions,
});

type SarState = SgdState & {
  /** Running average of the second loss, and whether there is one. */
  readonly ema: Tensor;
  readonly 'ema.known': Tensor;
};

/** Guards the division by the length of the gradient. */
const epsilon = 1e-12;

/** The block that a norm belongs to: before the first one for CLIP's `norm_pre`, behind the last one for the final norm. */
function blockOf(name: string): number {
  return name.startsWith('norm_pre.') ? -1 : Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? Infinity);
}

/** 1 for each coordinate of θ that SAR adapts, 0 for the norms of the last blocks and the final norm. */
export function adaptedCoordinates({ normParameters, theta }: SourceModel, frozenBlocks: number): HostTensor {
  const blocks = normParameters.map(({ name }) => blockOf(name)).filter(Number.isFinite);
  const depth = 1 + Math.max(-1, ...blocks);
  // A share such as 2/3 of 3 blocks must not round down to one block.
  const first = depth - Math.floor(frozenBlocks * depth + 1e-6);
  const mask = new Float32Array(theta.data.length);
  for (const { name, offset, size } of normParameters) mask.fill(blockOf(name) < first ? 1 : 0, offset, offset + size);
  return float32(mask);
}

/** SAR (Niu et al., ICLR 2023): sharpness-aware minimisation of the entropy of reliable images, with recovery. */
export const sar = defineMethod({
  id: 'sar',
  name: 'SAR',
  summary: 'Minimises the entropy of confident images at the sharpest point nearby, and resets a collapsed model.',
  options,
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

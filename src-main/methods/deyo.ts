import { LabError } from '../../src-shared/errors.ts';
import type { HostTensor, Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { predictWith, zerosLike } from './bound.ts';
import { augmentation } from './deyo-augment.ts';
import { augmentationOptions, deyoOptions, type DeyoOptions } from './deyo-options.ts';
import { entropyBy } from './entropy.ts';
import { adaptedCoordinates } from './frozen-parts.ts';
import { detached, withGradient } from './gradient.ts';
import { defineMethod, type BoundStep, type MethodContext } from './method.ts';
import { below, choose, count, meanOfChosen, predictedClass } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';

/** The head of all classes under names of its own, where the second pass needs it. */
function fullHead({ classMask, unmasked }: MethodContext, { maskedPlpd }: DeyoOptions): Record<string, HostTensor> {
  if (maskedPlpd === 'both' || !classMask) return {};
  if (!unmasked) throw new LabError('internal', 'DeYO was not given the model without its class mask.');
  const names = ['head.weight', 'head.bias'];
  return Object.fromEntries(
    names.map((name) => {
      const constant = unmasked.constants[name];
      if (!constant) throw new LabError('internal', `The model has no ${name}.`);
      return [`deyo.${name}`, { shape: constant.shape, dtype: constant.dtype, data: constant.read() }];
    }),
  );
}

function withFullHead(constants: Named<Tensor>): Named<Tensor> {
  const [weight, bias] = [constants['deyo.head.weight'], constants['deyo.head.bias']];
  return weight && bias ? { ...constants, 'head.weight': weight, 'head.bias': bias } : constants;
}

/** DeYO (Lee et al., ICLR 2024): weighted entropy of images whose prediction depends on the shape of what they show. */
export const deyo = defineMethod({
  id: 'deyo',
  name: 'DeYO',
  summary: 'Minimises the entropy of confident images whose prediction suffers when their patches are shuffled.',
  options: deyoOptions,
  needs: ['unmasked-model'],
  frozen: false,
  bind(context, chosen): BoundStep<SgdState> {
    const { model } = context;
    const entropyOf = entropyBy(chosen);
    const { lr, momentum, plpdThreshold, filterEntropy, filterPlpd, weighEntropy, weighPlpd, frozenBlocks } = chosen;
    const logClasses = Math.log(model.classes);
    const [bound, weightBound] = [chosen.margin * logClasses, chosen.weightMargin * logClasses];
    const change = augmentation(model.imageSize, augmentationOptions(model.imageSize, chosen));

    /** Weight of each image in the loss; without weighting 1. */
    const weightOf = (entropy: Tensor, plpd: Tensor): Tensor => {
      const byEntropy = weighEntropy ? [tf.exp(tf.sub(weightBound, entropy))] : [];
      const byPlpd = weighPlpd ? [tf.exp(plpd)] : [];
      const parts = [...byEntropy, ...byPlpd];
      return parts.length === 0 ? tf.onesLike(entropy) : parts.reduce((a, b) => tf.add(a, b));
    };

    return {
      init: () => ({ theta: model.theta, velocity: zerosLike(model.theta) }),
      draw: (batchSize, random) => change.draw(batchSize, random),
      step(images, state, constants, draws) {
        const { theta, velocity } = state;
        const changed = change.apply(images, constants, draws);
        const destroyed = model.forward(changed, theta, withFullHead(constants)).logits;
        const probabilities = tf.slice(tf.softmax(destroyed), [0, 0], [images.shape[0], model.classes]);
        const { gradient, result } = withGradient(theta, (parameters) => {
          const { logits } = model.forward(images, parameters, constants);
          const entropy = entropyOf(logits);
          const plpd = detached(
            (z) => tf.sum(tf.mul(predictedClass(z), tf.sub(tf.softmax(z), probabilities)), 1),
            logits,
          );
          const confident = detached((h) => (filterEntropy ? below(h, bound) : tf.onesLike(h)), entropy);
          const selected = filterPlpd
            ? tf.mul(
                confident,
                detached((p) => below(tf.neg(p), -plpdThreshold), plpd),
              )
            : confident;
          const weight = detached(weightOf, entropy, plpd);
          return {
            loss: meanOfChosen(tf.mul(entropy, weight), selected),
            logits,
            entropy,
            plpd,
            confident,
            selected,
            weight,
          };
        });
        const { loss, logits, entropy, plpd, confident, selected, weight } = result;
        const any = tf.cast(tf.greater(count(selected), 0), 'float32');
        const adapted = constants['deyo.adapted'];
        const moved = sgdStep(state, adapted ? tf.mul(gradient, adapted) : gradient, { lr, momentum });
        return {
          logits,
          state: { theta: choose(any, moved.theta, theta), velocity: choose(any, moved.velocity, velocity) },
          diagnostics: {
            loss,
            entropy: tf.mean(entropy),
            plpd: meanOfChosen(plpd, confident),
            selected_confident: tf.mean(confident),
            selected: tf.mean(selected),
          },
          weights: tf.mul(weight, selected),
          details: { entropy, plpd, selected_first: confident, selected_second: selected, changed },
        };
      },
      predict: predictWith(context),
      constants: {
        ...change.constants,
        ...fullHead(context, chosen),
        ...(frozenBlocks > 0 ? { 'deyo.adapted': adaptedCoordinates(model, frozenBlocks) } : {}),
      },
    };
  },
});

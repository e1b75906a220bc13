import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { integerOption, numberOption } from '../../src-shared/options.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { predictWith, zerosLike } from './bound.ts';
import { learningRateOption, momentumOption } from './common-options.ts';
import { entropyBy, entropyOptions } from './entropy.ts';
import { etaLoss, etaOptions, etaReport, noMemory, remember, type EtaMemory } from './eta.ts';
import { withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { choose, count } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  ...etaOptions,
  fisherWeight: numberOption({
    label: 'Fisher weight',
    symbol: 'β',
    help: 'Weight of the penalty on moving away from the source model; 0 for none.',
    default: 2000,
    min: 0,
  }),
  fisherImages: integerOption({
    label: 'Fisher images',
    symbol: 'Q',
    help: 'Source images for the Fisher information of the parameters, or all where there are fewer.',
    default: 2000,
    min: 1,
  }),
  fisherBatch: integerOption({
    label: 'Fisher batch',
    help: 'Batch size of the Fisher estimate, which squares the mean gradient over a batch.',
    default: 64,
    min: 1,
    limit: 4096,
  }),
  ...entropyOptions,
});

type EataState = SgdState & EtaMemory;

/** EATA (Niu et al., ICML 2022): weighted entropy of reliable, non-redundant images; a Fisher penalty against forgetting. */
export const eata = defineMethod({
  id: 'eata',
  name: 'EATA',
  summary: 'Minimises the entropy of confident images that differ from those before, without forgetting the source.',
  options,
  needs: [],
  frozen: false,
  fisher: ({ fisherWeight, fisherImages, fisherBatch }) =>
    fisherWeight > 0 ? { images: fisherImages, batchSize: fisherBatch } : undefined,
  bind(context, { lr, momentum, margin, similarity, averageDecay, fisherWeight, ...chosen }): BoundStep<EataState> {
    const { model } = context;
    const bounds = { bound: margin * Math.log(model.classes), similarity, averageDecay, entropyOf: entropyBy(chosen) };
    const penalised = fisherWeight > 0;
    if (penalised && !context.fisher) {
      throw new LabError('bad-input', 'EATA needs the Fisher information of the source model.');
    }
    const penalty = (theta: Tensor, constants: Readonly<Record<string, Tensor>>): Tensor => {
      const distance = tf.square(tf.sub(theta, need(constants, 'eata.source')));
      return tf.mul(tf.sum(tf.mul(need(constants, 'eata.fisher'), distance)), fisherWeight);
    };
    return {
      init: () => ({
        theta: model.theta,
        velocity: zerosLike(model.theta),
        ...noMemory(model.classes),
      }),
      step(images, state, constants) {
        const { theta, velocity } = state;
        const { gradient, result } = withGradient(theta, (parameters) => {
          const { logits } = model.forward(images, parameters, constants);
          const found = etaLoss(logits, state, bounds);
          const loss = penalised ? tf.add(found.loss, penalty(parameters, constants)) : found.loss;
          return { ...found, loss, logits };
        });
        const any = tf.cast(tf.greater(count(result.selected), 0), 'float32');
        const moved = sgdStep(state, gradient, { lr, momentum });
        return {
          logits: result.logits,
          state: {
            theta: choose(any, moved.theta, theta),
            velocity: choose(any, moved.velocity, velocity),
            ...remember(state, result, averageDecay),
          },
          ...etaReport(result),
        };
      },
      predict: predictWith(context),
      constants: penalised && context.fisher ? { 'eata.source': model.theta, 'eata.fisher': context.fisher } : {},
    };
  },
});

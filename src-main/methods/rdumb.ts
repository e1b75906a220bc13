import { z } from 'zod';
import { integerOption } from '../../src-shared/options.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { predictWith, scalar, zerosLike } from './bound.ts';
import { learningRateOption, momentumOption } from './common-options.ts';
import { entropyPerImage } from './losses.ts';
import { etaLoss, etaOptions, etaReport, noMemory, remember, type EtaMemory } from './eta.ts';
import { withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { choose, count } from './selection.ts';
import { nesterovOption, sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  ...etaOptions,
  resetEvery: integerOption({
    label: 'Reset every',
    symbol: 'k',
    unit: 'batches',
    help: 'Parameters, momentum and average probabilities go back to the start before every k-th batch.',
    default: 1000,
    min: 1,
  }),
  nesterov: nesterovOption(false),
});

/** `batches`: how many there were since the last reset; k at the start, since the first batch counts as one. */
type RdumbState = SgdState & EtaMemory & { readonly batches: Tensor };

/** RDumb (Press et al., NeurIPS 2023): ETA, that is EATA without its penalty, which forgets everything every k batches. */
export const rdumb = defineMethod({
  id: 'rdumb',
  name: 'RDumb',
  summary: 'EATA without its penalty, reset to the source model at fixed intervals.',
  options,
  needs: [],
  frozen: false,
  bind(context, { lr, momentum, margin, similarity, averageDecay, resetEvery, nesterov }): BoundStep<RdumbState> {
    const { model } = context;
    const bounds = { bound: margin * Math.log(model.classes), similarity, averageDecay, entropyOf: entropyPerImage };
    const due = (batches: Tensor): Tensor => tf.cast(tf.greaterEqual(batches, resetEvery), 'float32');
    return {
      init: () => ({
        theta: model.theta,
        velocity: zerosLike(model.theta),
        ...noMemory(model.classes),
        batches: scalar(resetEvery),
      }),
      step(images, state, constants) {
        const source = need(constants, 'rdumb.source');
        const reset = due(state.batches);
        const kept = (x: Tensor): Tensor => choose(reset, tf.zerosLike(x), x);
        const before = { theta: choose(reset, source, state.theta), velocity: kept(state.velocity) };
        const memory = {
          probabilities: kept(state.probabilities),
          'probabilities.known': kept(state['probabilities.known']),
        };
        const { gradient, result } = withGradient(before.theta, (parameters) => {
          const { logits } = model.forward(images, parameters, constants);
          return { ...etaLoss(logits, memory, bounds), logits };
        });
        const any = tf.cast(tf.greater(count(result.selected), 0), 'float32');
        const moved = sgdStep(before, gradient, { lr, momentum, nesterov });
        const theta = choose(any, moved.theta, before.theta);
        const batches = tf.add(kept(state.batches), 1);
        const { diagnostics, details } = etaReport(result);
        return {
          logits: result.logits,
          state: {
            theta,
            velocity: choose(any, moved.velocity, before.velocity),
            ...remember(memory, result, averageDecay),
            batches,
          },
          diagnostics: { ...diagnostics, reset },
          // As it will be used next, and whether that is the source.
          details: { ...details, next_theta: choose(due(batches), source, theta), next_reset: due(batches) },
        };
      },
      predict: predictWith(context),
      constants: { 'rdumb.source': model.theta },
    };
  },
});

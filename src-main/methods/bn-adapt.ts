import { z } from 'zod';
import { choiceOption, numberOption } from '../../src-shared/options.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { Tensor } from '../engines/tfjs.ts';
import { onBatches } from '../models/source-model.ts';
import { predictWith } from './bound.ts';
import { defineMethod, type BoundStep } from './method.ts';

const options = z.strictObject({
  share: numberOption({
    label: 'Share of the batch',
    symbol: 'α',
    help: 'Share of the batch statistics in mean and variance; the rest comes from training.',
    default: 1,
    min: 0,
    max: 1,
  }),
  variance: choiceOption({
    label: 'Variance of the batch',
    help: 'biased: divided by n, as BatchNorm normalises in training. unbiased: divided by n − 1, as in its running statistics.',
    choices: ['biased', 'unbiased'],
    default: 'biased',
  }),
});

/** BN adapt (Schneider et al., NeurIPS 2020; Nado et al., 2020): BatchNorms normalise by the statistics of the batch. */
export const bnAdapt = defineMethod({
  id: 'bn_adapt',
  name: 'BN adapt',
  summary: 'Normalises by the statistics of each batch instead of those of the training; changes no weights.',
  options,
  needs: [],
  frozen: true,
  transductive: true,
  bind(context, { share, variance }): BoundStep<{ readonly theta: Tensor }> {
    const { model } = context;
    if (!model.batchForward) {
      const message = `BN adapt replaces the statistics of BatchNorms, and ${model.architecture} has none.`;
      throw new LabError('bad-input', message, 'Choose a model with BatchNorm, or another method.');
    }
    const predict = predictWith({ model: onBatches(model, { share, unbiased: variance === 'unbiased' }) });
    return {
      init: () => ({ theta: model.theta }),
      step: (images, state, constants) => ({ ...predict(images, state, constants), state, diagnostics: {} }),
      predict,
      constants: {},
    };
  },
});

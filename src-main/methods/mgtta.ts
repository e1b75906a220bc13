import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { generate, mggPrefix } from '../mgg/generator.ts';
import { gradientFeatures } from '../mgg/gradient-features.ts';
import { predictWith, scalar, statisticsConstants, zerosLike } from './bound.ts';
import { decayOption, lambdaOption, learningRateOption } from './common-options.ts';
import { foaGradient } from './foa-gradient.ts';
import { defineMethod, type BoundStep, type MethodContext, type MethodState } from './method.ts';
import type { MggWeights } from '../mgg/weights.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001, 'Bound of the change of a parameter per batch, as |u| < 1.'),
  beta1: decayOption('β₁', 'Momentum decay of the gradient features', 0.9),
  beta2: decayOption('β₂', 'Squared gradient decay of the gradient features', 0.99),
  lambda: lambdaOption,
});

/** The learned start of the memory, once per adapted parameter. */
function tiledMemory({ tensors }: MggWeights, n: number): { weight: HostTensor; bias: HostTensor } {
  const tile = (name: string): HostTensor => {
    const initial = tensors[mggPrefix + name];
    if (!initial) throw new LabError('bad-checkpoint', `The MGG has no tensor ${mggPrefix}${name}.`);
    const data = new Float32Array(n * initial.data.length);
    for (let i = 0; i < n; i++) data.set(initial.data, i * initial.data.length);
    return float32(data, [n, ...initial.shape]);
  };
  return { weight: tile('W1'), bias: tile('b1') };
}

function initialState(context: MethodContext, mgg: MggWeights): MethodState {
  const { theta } = context.model;
  const memory = tiledMemory(mgg, theta.data.length);
  return {
    theta,
    'moments.mean': zerosLike(theta),
    'moments.square': zerosLike(theta),
    'moments.count': scalar(0),
    'memory.weight': memory.weight,
    'memory.bias': memory.bias,
  };
}

/** MGTTA (AAAI 2025): a learned meta gradient generator turns gradients into updates of the norm parameters (spec §3). */
export const mgtta = defineMethod({
  id: 'mgtta',
  name: 'MGTTA',
  summary: 'A learned meta gradient generator with a memory per parameter replaces the optimiser.',
  options,
  needs: ['statistics', 'mgg', 'batch-statistics'],
  frozen: false,
  bind(context, { lr, beta1, beta2, lambda }): BoundStep {
    const { mgg } = context;
    if (!mgg) throw new LabError('bad-input', 'MGTTA needs a meta gradient generator.', 'Give an MGG checkpoint.');
    return {
      init: () => initialState(context, mgg),
      step(images, state, constants) {
        const get = (name: string): Tensor => state[name] as Tensor;
        const { gradient, logits, diagnostics } = foaGradient(context, images, get('theta'), constants, lambda);
        const before = { mean: get('moments.mean'), square: get('moments.square'), count: get('moments.count') };
        const { features, moments } = gradientFeatures(gradient, before, { beta1, beta2 });
        const remembered = { weight: get('memory.weight'), bias: get('memory.bias') };
        const { update, memory } = generate(constants, remembered, features);
        return {
          logits,
          state: {
            theta: tf.sub(get('theta'), tf.mul(update, lr)),
            'moments.mean': moments.mean,
            'moments.square': moments.square,
            'moments.count': moments.count,
            'memory.weight': memory.weight,
            'memory.bias': memory.bias,
          },
          diagnostics: { ...diagnostics, update: tf.mean(tf.abs(update)) },
        };
      },
      predict: predictWith(context),
      constants: { ...statisticsConstants(context, 'MGTTA'), ...mgg.tensors },
    };
  },
});

import { z } from 'zod';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Named } from '../engines/engine.ts';
import { requireMgg } from '../mgg/checkpoint.ts';
import { gradientFeatures } from '../mgg/gradient-features.ts';
import { generatorRules, startMemory } from '../mgg/kinds.ts';
import type { GeneratorKind, MggWeights } from '../mgg/weights.ts';
import { predictWith, scalar, statisticsConstants, zerosLike } from './bound.ts';
import { decayOption, lambdaOption, learningRateOption } from './common-options.ts';
import { foaGradient } from './foa-gradient.ts';
import { defineMethod, type Method, type MethodContext, type MethodState } from './method.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001, 'Bound of the change of a parameter per batch, as |u| < 1.'),
  beta1: decayOption('β₁', 'Momentum decay of the gradient features', 0.9),
  beta2: decayOption('β₂', 'Squared gradient decay of the gradient features', 0.99),
  lambda: lambdaOption,
});

const memoryPrefix = 'memory.';

function initialState({ model: { theta } }: MethodContext, mgg: MggWeights): MethodState {
  const memory = Object.entries(startMemory(mgg, theta.data.length));
  return {
    theta,
    'moments.mean': zerosLike(theta),
    'moments.square': zerosLike(theta),
    'moments.count': scalar(0),
    ...Object.fromEntries(memory.map(([name, tensor]) => [memoryPrefix + name, tensor])),
  };
}

function memoryOf(state: Named<Tensor>): Record<string, Tensor> {
  const own = Object.entries(state).filter(([name]) => name.startsWith(memoryPrefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(memoryPrefix.length), tensor]));
}

/** A method in which a meta gradient generator of one kind turns gradients into updates of the norm parameters (docs/method.md §3). */
export function mggMethod(kind: GeneratorKind, text: Readonly<Record<'id' | 'name' | 'summary', string>>): Method {
  const { generate } = generatorRules[kind];
  return defineMethod({
    ...text,
    options,
    needs: ['statistics', 'mgg', 'batch-statistics'],
    frozen: false,
    bind(context, { lr, beta1, beta2, lambda }) {
      const mgg = requireMgg(context.mgg, kind, text.name);
      return {
        init: () => initialState(context, mgg),
        step(images, state, constants) {
          const get = (name: string): Tensor => state[name] as Tensor;
          const { gradient, logits, diagnostics } = foaGradient(context, images, get('theta'), constants, lambda);
          const before = { mean: get('moments.mean'), square: get('moments.square'), count: get('moments.count') };
          const { features, moments } = gradientFeatures(gradient, before, { beta1, beta2 });
          const { update, memory } = generate(constants, memoryOf(state), features);
          return {
            logits,
            state: {
              theta: tf.sub(get('theta'), tf.mul(update, lr)),
              'moments.mean': moments.mean,
              'moments.square': moments.square,
              'moments.count': moments.count,
              ...Object.fromEntries(Object.entries(memory).map(([name, tensor]) => [memoryPrefix + name, tensor])),
            },
            diagnostics: { ...diagnostics, update: tf.mean(tf.abs(update)) },
          };
        },
        predict: predictWith(context),
        constants: { ...statisticsConstants(context, text.name), ...mgg.tensors },
      };
    },
  });
}

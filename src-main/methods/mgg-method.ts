import { z } from 'zod';
import { booleanOption } from '../../src-shared/options.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Named } from '../engines/engine.ts';
import { requireMgg } from '../mgg/checkpoint.ts';
import { gradientFeatures, type Moments } from '../mgg/gradient-features.ts';
import { generatorRules, startMemory } from '../mgg/kinds.ts';
import type { GeneratorKind } from '../mgg/weights.ts';
import { predictWith, scalar, statisticsConstants, zerosLike } from './bound.ts';
import { decayOption, lambdaOption, learningRateOption } from './common-options.ts';
import { foaGradient } from './foa-gradient.ts';
import { defineMethod, type BoundStep, type Method } from './method.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001, 'Bound of the change of a parameter per batch, as |u| < 1.'),
  beta1: decayOption('β₁', 'Momentum decay of the gradient features', 0.9),
  beta2: decayOption('β₂', 'Squared gradient decay of the gradient features', 0.99),
  lambda: lambdaOption,
  frozenMemory: booleanOption({
    label: 'Frozen memory',
    help: 'Ablation: the memory keeps its initial value, so that each update depends on the gradient features alone.',
    default: false,
  }),
});

type MggState = { readonly theta: Tensor; readonly moments: Moments; readonly memory: Named<Tensor> };

/** A method in which a meta gradient generator of one kind turns gradients into updates of the norm parameters (docs/method.md §3). */
export function mggMethod(kind: GeneratorKind, text: Readonly<Record<'id' | 'name' | 'summary', string>>): Method {
  const { generate, describeWrite } = generatorRules[kind];
  return defineMethod({
    ...text,
    options,
    needs: ['statistics', 'mgg', 'batch-statistics'],
    frozen: false,
    bind(context, { lr, beta1, beta2, lambda, frozenMemory }): BoundStep<MggState> {
      const { theta: source } = context.model;
      const mgg = requireMgg(context.mgg, kind, text.name);
      return {
        init: () => ({
          theta: source,
          moments: { mean: zerosLike(source), square: zerosLike(source), count: scalar(0) },
          memory: startMemory(mgg, source.data.length),
        }),
        step(images, { theta, ...before }, constants) {
          const { gradient, logits, diagnostics } = foaGradient(context, images, theta, constants, lambda);
          const { features, moments } = gradientFeatures(gradient, before.moments, { beta1, beta2 });
          const { update, memory } = generate(constants, before.memory, features, !frozenMemory);
          return {
            logits,
            state: { theta: tf.sub(theta, tf.mul(update, lr)), moments, memory },
            diagnostics: { ...diagnostics, update: tf.mean(tf.abs(update)) },
            perParameter: () => describeWrite(constants, { before: before.memory, after: memory, features }),
          };
        },
        predict: predictWith(context),
        constants: { ...statisticsConstants(context, text.name), ...mgg.tensors },
      };
    },
  });
}

/*
 * Exports of 'mgtta-lab' for user-defined methods: the parts of built-in ones.
 */
export { z } from 'zod';
export { booleanOption, choiceOption, integerOption, numberOption } from '../../../src-shared/options.ts';
export { seeded, type Random } from '../../../src-shared/random.ts';
export { float32, type HostTensor, type Named } from '../../engines/engine.ts';
export { tf, type Tensor } from '../../engines/tfjs.ts';
export { need } from '../../engines/tree.ts';
export type { SourceModel } from '../../models/source-model.ts';
export { lastFeatures, predictWith, scalar, statisticsConstants, zerosLike } from '../bound.ts';
export { decayOption, lambdaOption, learningRateOption, momentumOption } from '../common-options.ts';
export { stopGradient, withGradient } from '../gradient.ts';
export { batchMoments, entropyPerImage, foaLoss, meanEntropy } from '../losses.ts';
export {
  defineMethod,
  type BoundStages,
  type BoundStep,
  type Driver,
  type Method,
  type MethodContext,
  type StepResult,
} from '../method.ts';
export { sgdStep, type SgdState } from '../sgd.ts';

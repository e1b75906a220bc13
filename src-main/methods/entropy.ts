import { choiceOption, numberOption } from '../../src-shared/options.ts';
import type { Tensor } from '../engines/tfjs.ts';
import { entropyPerImage, opinionOf } from './losses.ts';

/** Options of methods that minimise an entropy; put at the end, so that forms show what is the method's own first. */
export const entropyOptions = {
  entropy: choiceOption({
    label: 'Entropy',
    help: 'softmax: entropy of the prediction. opinion: entropy of the subjective opinion, which has a share for uncertainty (COME).',
    choices: ['softmax', 'opinion'],
    default: 'softmax',
  }),
  opinionMass: numberOption({
    label: 'Uncertainty mass',
    symbol: 'K',
    help: 'Evidence for no class, used by entropy: opinion; the authors’ code has 1000 for any number of classes.',
    default: 1000,
    min: 0,
    exclusiveMin: true,
  }),
};

interface ChosenEntropy {
  readonly entropy: string;
  readonly opinionMass: number;
}

/** The entropy that the options ask for: logits [B, C] → [B]. */
export function entropyBy({ entropy, opinionMass }: ChosenEntropy): (logits: Tensor) => Tensor {
  return entropy === 'opinion' ? (logits) => opinionOf(logits, opinionMass).entropy : entropyPerImage;
}

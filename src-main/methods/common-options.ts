import { numberOption } from '../../src-shared/options.ts';

export const lambdaOption = numberOption({
  label: 'Discrepancy weight',
  symbol: 'λ',
  help: 'Weight of the distance between batch and source statistics; the paper uses 0.4, and 0.2 on ImageNet-R.',
  default: 0.4,
  min: 0,
});

/** A learning rate with the method's own default. */
export function learningRateOption(
  defaultRate: number,
  help = 'Step size of the update of the norm parameters.',
): ReturnType<typeof numberOption> {
  return numberOption({ label: 'Learning rate', symbol: 'lr', help, default: defaultRate, min: 0, exclusiveMin: true });
}

export function decayOption(symbol: string, label: string, value: number): ReturnType<typeof numberOption> {
  return numberOption({
    label,
    symbol,
    help: 'Decay of a running average; closer to 1 means a longer memory.',
    default: value,
    min: 0,
    max: 0.99999,
  });
}

export const momentumOption = decayOption('μ', 'Momentum', 0.9);

/** A bound on the entropy as a multiple of ln C, where C counts the classes (those of the mask, if there is one). */
export function entropyMarginOption(
  text: { readonly label: string; readonly symbol: string; readonly help: string },
  factor: number,
): ReturnType<typeof numberOption> {
  return numberOption({ ...text, unit: '· ln C', default: factor, min: 0 });
}

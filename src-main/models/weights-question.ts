import { LabError } from '../../src-shared/errors.ts';

/** A checkpoint holds trained weights and their running average, and no source says which to use. */
export class WeightsQuestion extends Error {
  constructor() {
    super('it holds trained weights and their running average (EMA)');
    this.name = 'WeightsQuestion';
  }

  /** The question in words, about a file. */
  about(path: string): LabError {
    return new LabError(
      'unanswered',
      `${path} holds trained weights and their running average (EMA), and nothing says which to use.`,
      'Choose with --weights model or --weights ema, or on the page Models.',
      this,
    );
  }
}

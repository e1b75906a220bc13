import { formatCompact, formatPercent } from '../format.ts';
import type { HandMade } from './view.ts';
import type { LayerMeasure } from '../gradient-records.ts';

interface MeasureText {
  readonly label: string;
  readonly help: string;
}

/** Meaning of each measure of the records of gradients; docs/generator.md has the equations. */
const measures: Readonly<Record<LayerMeasure, MeasureText>> = {
  effectiveRate: { label: 'Effective learning rate', help: 'rms(Δθ) / rms(g)' },
  relativeUpdate: { label: 'Relative update', help: 'rms(Δθ) / rms(θ)' },
  gradient: { label: 'Gradient', help: 'rms(g)' },
  update: { label: 'Update', help: 'rms(Δθ)' },
  saturation: { label: 'Saturation', help: 'Share of parameters with |u| > 0.95' },
  cosineDescent: { label: 'Cosine with descent', help: 'cos(Δθ, −g)' },
  cosineAdam: { label: 'Cosine with Adam', help: 'cos(Δθ, step of Adam from the same state)' },
  cosineSgd: { label: 'Cosine with SGD', help: 'cos(Δθ, step of SGD with momentum from the same state)' },
  halvesCosine: { label: 'Cosine of halves', help: 'Between the gradients of the two halves of a batch' },
  halvesSignal: { label: 'Signal', help: '‖ḡ‖² / (‖ḡ‖² + tr Σ) of the gradients of two halves; 1 without noise' },
  labelsGradient: { label: 'Gradient and labels', help: 'Cosine of g with the gradient of the cross-entropy' },
  labelsUpdate: { label: 'Update and labels', help: 'Cosine of −Δθ with the gradient of the cross-entropy' },
  memoryWeight: { label: 'Memory, weight', help: 'Mean distance ‖W − W₁‖ from the start; of an LSTM, its cell' },
  memoryBias: { label: 'Memory, bias', help: 'Mean distance ‖b − b₁‖ from the start; of an LSTM, its hidden state' },
  stepSizeLow: { label: 'Step size η, 5 %', help: 'Quantile of the step size of the memory' },
  stepSizeMedian: { label: 'Step size η, median', help: 'Median of the step size of the memory' },
  stepSizeHigh: { label: 'Step size η, 95 %', help: 'Quantile of the step size of the memory' },
  reconstructionBefore: { label: 'Reconstruction before', help: 'Loss of the memory before it is written' },
  reconstructionAfter: { label: 'Reconstruction after', help: 'Loss of the memory after it is written' },
};

const fits: Readonly<Record<HandMade, string>> = {
  sign: 'a·sign(x₁): sign of the momentum',
  tanh: 'tanh(s·x₁): Adam with a bound',
  gradient: 'f(x₂): gradient without momentum',
  linear: 'a·x₁ + b·x₂, for |x| < 1: Adam',
};

/** Words that stand in drawings and tables of generators, in the window and in files. */
export const generatorWords = {
  nearest: 'Nearest hand-made optimiser',
  none: 'none',
  memory: 'Memory',
  fit: 'Nearest',
  fits,
  r2: (kind: string) => `R² ${kind}`,
  responses: { start: 'start of a stream', frozen: 'start, frozen' } as Readonly<Record<string, string>>,
  stored: (parameter: string, quantile: number) => `${parameter} (${formatPercent(quantile, 0)})`,
  response: 'Response u(x₁, x₂)',
  slices: 'Slices of the response',
  slice: {
    x1: (at: number) => `u(x₁, ${formatCompact(at)})`,
    x2: (at: number) => `u(${formatCompact(at)}, x₂)`,
  },
  sequences: 'Answers to sequences of gradients',
  sequence: { constant: 'constant', alternating: 'alternating', impulse: 'impulse' },
  frozen: (name: string) => `${name}, frozen memory`,
  step: 'Step',
  update: 'u',
  distance: 'Distance of the memory from its start',
  x1: 'x₁',
  x2: 'x₂',
  measures,
  layers: 'By layer and batch',
  layer: 'Layer',
  batch: 'Batch',
  recordNumber: 'Record',
  all: 'all layers',
  groups: 'Agreement with the labels, by entropy',
  entropy: 'Entropy / ln C',
  cosine: 'Cosine with the cross-entropy gradient',
  groupSeries: { gradient: 'gradient', update: 'update' },
} as const;

import { z } from 'zod';
import { choiceOption, labelled, numberOption } from './options.ts';

/** Settings that decide which images a stream of given shifts draws, and in what order. */
export const drawnShape = {
  imbalanceRatio: labelled(z.number().min(1).max(1e9).nullable().default(null), {
    label: 'Imbalance ratio',
    symbol: 'γ',
    help: 'Label shift within a stream: classes take turns, each γ times as likely as any other in its turn.',
    nullMeans: 'none',
    group: 'stream',
    suggestion: 100,
    compare: {
      topic: 'protocol',
      warning: 'The classes of their streams were imbalanced to different degrees (γ).',
      settledBy: 'streams',
    },
  }),
  labelOrder: choiceOption({
    label: 'Order of labels',
    help: 'shuffled: by the seed. sorted: one class after the other. dirichlet: classes in clusters, as δ says (NOTE).',
    choices: ['shuffled', 'sorted', 'dirichlet'],
    default: 'shuffled',
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'The labels of their streams came in different orders.',
      settledBy: 'streams',
    },
  }),
  concentration: numberOption({
    label: 'Concentration',
    symbol: 'δ',
    help: 'Of Dirichlet-ordered labels: the smaller, the more of a class comes at once.',
    default: 0.1,
    min: 0,
    exclusiveMin: true,
    max: 1e6,
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'The labels of their streams were clustered to different degrees (δ).',
      settledBy: 'streams',
    },
  }),
};

/** Settings that say what streams a run consists of, in the order in which forms show them. */
export const streamShape = {
  order: choiceOption({
    label: 'Order',
    help: 'separate: one stream per shift. mixed: all shifts shuffled into one stream.',
    choices: ['separate', 'mixed'],
    default: 'separate',
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Some saw one stream per corruption, others all corruptions mixed.',
      settledBy: 'streams',
    },
  }),
  ...drawnShape,
};

/** Settings of when what was learned is given up. */
export const resetShape = {
  policy: choiceOption({
    label: 'Between streams',
    help: 'reset: each stream starts from the source model. continual: the adapted state is carried over.',
    choices: ['reset', 'continual'],
    default: 'reset',
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Some were reset between streams, others carried over what they had learned.',
    },
  }),
  resetEvery: labelled(z.int().positive().nullable().default(null), {
    label: 'Reset every',
    symbol: 'k',
    unit: 'batches',
    help: 'Back to the source model after every k batches (RDumb: 1000), counted over all streams where they are continual.',
    nullMeans: 'never',
    group: 'stream',
    suggestion: 1000,
    compare: { topic: 'protocol', warning: 'They went back to the source model after different numbers of batches.' },
  }),
};

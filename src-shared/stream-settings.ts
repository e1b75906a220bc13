import { z } from 'zod';
import { booleanOption, choiceOption, integerOption, labelled, numberOption } from './options.ts';

/** Settings that decide which images a stream of given shifts draws, and in what order. */
export const drawnShape = {
  orderFile: labelled(z.string().min(1).nullable().default(null), {
    label: 'Order file',
    help: 'Images of each stream in their order, with repetitions: a .npy of indices into the images sorted by path, or a text file of their paths.',
    nullMeans: 'none',
    compare: {
      topic: 'protocol',
      warning: 'The images of their streams were listed by different files.',
      settledBy: 'streams',
    },
  }),
  oodFolder: labelled(z.string().min(1).nullable().default(null), {
    label: 'Open-world images',
    help: 'Folder of images of unknown classes, mixed into each stream under its corruption. Accuracy ignores them; AUROC measures how well they are detected.',
    nullMeans: 'none',
    compare: {
      topic: 'protocol',
      warning: 'Images of other datasets were mixed into their streams, or into some of them only.',
      settledBy: 'streams',
    },
  }),
  oodRate: numberOption({
    label: 'Open-world share',
    help: 'Share of open-world images in each stream, at places drawn by the seed.',
    default: 0.5,
    min: 0.01,
    max: 0.99,
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Other shares of open-world images were mixed into their streams.',
      settledBy: 'streams',
    },
  }),
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
  replacement: booleanOption({
    label: 'With replacement',
    help: 'Label shift as in SAR: 100 draws in the turn of each class; an image may come several times, others never.',
    default: false,
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Label shifts drew the images of some with replacement, those of others without.',
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
    help: 'Concentration of Dirichlet-ordered labels; smaller values cluster classes more.',
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
  shiftOrder: choiceOption({
    label: 'Order of shifts',
    help: 'listed: one stream after the other as chosen. shuffled: drawn by the seed, the same in each round.',
    choices: ['listed', 'shuffled'],
    default: 'listed',
    group: 'stream',
    compare: { topic: 'protocol', warning: 'Some met the shifts in their own order, others in a drawn one.' },
  }),
  course: choiceOption({
    label: 'Severities',
    help: 'constant: one stream per shift. gradual: each shift rises from severity 1 to its own and falls again, or through its severities where several are chosen (continual).',
    choices: ['constant', 'gradual'],
    default: 'constant',
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Some met each shift at one severity, others rising and falling.',
      settledBy: 'streams',
    },
  }),
  rounds: integerOption({
    label: 'Rounds',
    help: 'Repetitions of the whole sequence of shifts, with the same images each time (recurring; continual).',
    default: 1,
    min: 1,
    limit: 1000,
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'They met the sequence of shifts different numbers of times.',
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
    help: 'Resets to the source model after every k batches, counted across streams if they are continual. RDumb resets every 1000 if nothing is set.',
    nullMeans: 'never',
    group: 'stream',
    suggestion: 1000,
    compare: { topic: 'protocol', warning: 'They went back to the source model after different numbers of batches.' },
  }),
};

/** Settings of what a method gets of a stream to adapt to. */
export const paceShape = {
  window: labelled(z.int().min(2).max(4096).nullable().default(null), {
    label: 'Sliding window',
    symbol: 'W',
    unit: 'images',
    help: 'For batch size 1: adapt to the last W images as a batch and predict the newest.',
    nullMeans: 'none',
    group: 'stream',
    suggestion: 16,
    compare: { topic: 'protocol', warning: 'They adapted to windows of different numbers of images (W).' },
  }),
  speed: choiceOption({
    label: 'Speed of the stream',
    help: 'waiting: the stream waits for the method. given, measured: the stream keeps the speed of forward passes, so that a method whose step costs C of them adapts to every ⌈C⌉-th batch and predicts the others.',
    choices: ['waiting', 'given', 'measured'],
    default: 'waiting',
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Some streams waited for the method, others went on at constant speed.',
    },
  }),
  stepCost: numberOption({
    label: 'Cost of a step',
    symbol: 'C',
    unit: 'passes',
    help: 'Cost of a step in forward passes, for a stream of given speed.',
    default: 2,
    min: 1,
    max: 1e6,
    group: 'stream',
    compare: {
      topic: 'protocol',
      warning: 'Their steps were taken to cost different numbers of forward passes (C).',
    },
  }),
};

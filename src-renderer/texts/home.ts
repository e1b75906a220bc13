import { formatCount } from '../format.ts';

export const home = {
  title: 'MGTTA Lab',
  subtitle: 'Test-time adaptation: run methods, watch them converge, compare them.',
  start: {
    firstTitle: 'Watch a model adapt',
    firstText:
      'A small vision transformer predicts images under heavy noise: without adaptation, adapted by TENT, and by MGTTA. Accuracies appear live. Data and model are embedded; nothing is downloaded.',
    short: 'Run the quick start',
    shortNote: 'three methods, 1,000 images, well under a minute',
    full: 'Run the full quick start',
    fullNote: 'six methods on 15 corruptions of 2,000 images each: a few minutes',
    title: 'Quick start',
    text: 'Embedded data and model: one corruption in under a minute, or six methods on all 15.',
  },
  underWay: { title: 'In progress', starting: 'Starting …' },
  beside: {
    title: 'Also in progress',
    note: (count: number) => formatCount(count, 'run'),
  },
  queue: {
    title: 'Queue',
    note: (count: number) => (count === 1 ? '1 run waits' : `${count} runs wait, the next one first`),
    up: (name: string) => `Move ${name} forward`,
    down: (name: string) => `Move ${name} back`,
    moved: (name: string, place: number, all: number) => `${name} is ${place} of ${all}.`,
    help: 'Alt with the up or down arrow moves a run; so does dragging.',
  },
  latest: { title: 'Latest result' },
  recent: {
    title: 'Recent runs',
    all: (count: number) => (count === 1 ? 'All runs' : `All ${count} runs`),
    run: 'Run',
    group: 'Group',
    status: 'Status',
    accuracy: 'Accuracy %',
    when: 'Created',
  },
  next: {
    title: 'Next steps',
    experiment: { title: 'Set up an experiment', text: 'Methods, corruptions, seeds and hyperparameters.' },
    datasets: {
      title: 'Use your own images',
      text: 'A folder with one subfolder per class; the lab applies the corruptions.',
    },
    pretrain: {
      title: 'Pre-train a generator',
      text: 'Train an MGG on 128 unlabelled images, then use it.',
    },
  },
  suites: { title: 'Suites', count: (finished: number, runs: number) => `${finished} of ${runs} runs` },
} as const;

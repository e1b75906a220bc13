import { formatCount } from '../format.ts';

export const suites = {
  title: 'Suites',
  subtitle: 'Ready-made sets of runs. Each fills a table; runs that exist already are not repeated.',
  failed: 'The suites could not be listed.',
  open: 'Open',
  done: (finished: number, runs: number) =>
    finished === runs ? `All ${formatCount(runs, 'run')} done` : `${finished} of ${formatCount(runs, 'run')} done`,
  active: 'Under way',
  complete: 'Complete',
  progress: (title: string) => `Runs done of ${title}`,
} as const;

import { sweepChartWords } from '../../src-shared/charts/sweep-chart-words.ts';
import { formatCount } from '../format.ts';

export const sweeps = {
  title: 'Sweeps',
  subtitle:
    'Hyperparameter searches, and how the best setting of each method was chosen. Completed runs are not repeated.',
  empty: 'No sweeps yet',
  emptyText: 'Press “vary” beside a setting of New experiment: a list or a range of its values makes a sweep.',
  create: 'New experiment',
  shipped: 'comes with the lab',
  head: { name: 'Sweep', methods: 'Methods', trials: 'Trials', runs: 'Runs', created: 'Created' },
  done: (finished: number, runs: number) =>
    finished === runs ? `All ${formatCount(runs, 'run')} done` : `${finished} of ${formatCount(runs, 'run')} done`,
  progress: (name: string) => `Runs done of ${name}`,
} as const;

const strategies = { grid: 'Grid', random: 'Random', tpe: 'TPE' } as const;

export const sweep = {
  title: 'Sweep',
  about: (strategy: keyof typeof strategies, trials: number, seeds: number, data: string) =>
    `${strategies[strategy]} of ${formatCount(trials, 'trial')}, ${formatCount(seeds, 'seed')} each · ${data}`,
  start: 'Start',
  resume: 'Run missing',
  stop: 'Stop',
  started: (count: number) => (count === 0 ? 'All runs are done already.' : `${formatCount(count, 'run')} queued.`),
  stopped: 'Stopped. Results so far are kept.',
  remove: 'Delete this sweep…',
  removed: (name: string) => `Deleted ${name}; its runs stay.`,
  exportAs: 'Export',
  files: 'Trials, rules and the sweep itself (zip)',
  runsCsv: 'Its runs with all metrics and settings (CSV)',
  more: 'More',
  estimate: (runs: number, duration: string) => `${formatCount(runs, 'run')} to do, about ${duration}`,

  rules: {
    title: 'Best settings',
    note: (metric: string) => `${metric} on the streams of the sweep, and the regret of each choice.`,
    method: 'Method',
    chosen: 'chosen by this sweep',
    regret: (text: string) => `regret ${text}`,
    noRegret: 'the best',
    on: (data: string) => `on ${data}`,
    pending: 'not measured',
    use: 'Use these settings',
    useOf: (method: string, rule: string) => `Use the settings of ${method} chosen by: ${rule}`,
    useAll: 'Use the settings of all methods',
    notMeasured: (rules: string) => `Not measured here: ${rules}. Choose “Compare all rules” for these.`,
  },
  trials: {
    title: 'Trials',
    note: (shown: number, all: number) =>
      shown === all ? formatCount(all, 'trial') : `${shown} of ${formatCount(all, 'trial')}`,
    method: 'Method',
    trial: 'Trial',
    state: 'State',
    runs: 'Runs',
    status: {
      missing: 'not run',
      queued: 'queued',
      running: 'running',
      done: 'done',
      failed: 'failed',
      pruned: 'pruned',
    },
    showAll: 'Show all',
    best: 'chosen',
    use: (method: string, trial: number) => `Use the settings of ${method}, trial ${trial}`,
    openRuns: (count: number) => formatCount(count, 'run'),
    sort: 'Best first',
  },
  charts: {
    ...sweepChartWords,
    choose: 'Option',
    x: 'Across',
    y: 'Up',
    method: 'Method',
    importanceEmpty: 'Needs more finished trials.',
    values: 'Metric',
    regrets: 'Regret',
    regretAxis: (metric: string) => `Regret in ${metric}`,
    shown: 'Shown',
    empty: 'No trial has ended yet.',
  },
} as const;

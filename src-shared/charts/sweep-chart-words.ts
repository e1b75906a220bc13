/** Words that stand in drawings of sweeps and in what is said of them, in the window and in files. */
export const sweepChartWords = {
  optionOf: (metric: string, option: string) => `${metric} over ${option}`,
  envelope: 'Each dot is a trial, mean ± std over seeds; the line joins the best at each value.',
  chosen: 'A ring marks the chosen trial.',
  contourOf: (metric: string, x: string, y: string) => `${metric} over ${x} and ${y}`,
  parallel: 'Parallel coordinates',
  importance: 'Importance',
  option: 'Option',
  importanceAxis: 'Share of importance (%)',
  bestSoFar: 'Best so far',
  finished: 'Trial',
  trial: 'Trial',
  trialName: (method: string, trial: number) => `${method}, trial ${trial}`,
  summaryOf: (metric: string) => `${metric} of the trials.`,
  summary: (method: string, trial: number, value: string) => `${method}: ${value} at the chosen trial ${trial}.`,
} as const;

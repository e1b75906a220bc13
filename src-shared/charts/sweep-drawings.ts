import type { SweepMethod, SweepState, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import type { DataTable } from '../../../src-shared/charts/describe.ts';
import type { ContourInput } from '../../../src-shared/charts/draw/contour-plot.ts';
import type { Drawn } from '../../../src-shared/charts/draw/drawn.ts';
import type { OptionPlotInput } from '../../../src-shared/charts/draw/option-plot.ts';
import type { ParallelInput } from '../../../src-shared/charts/draw/parallel-plot.ts';
import { metricAxisLabel, metricFormat, plotted } from '../../../src-shared/charts/metric-axis.ts';
import { colorsOf } from '../../../src-shared/charts/sweep-series.ts';
import { csvText } from '../../../src-shared/csv.ts';
import { metricColumn } from '../../../src-shared/metrics/metrics.ts';
import { cellTexts } from '../../../src-shared/sweeps/sweep-files.ts';
import { trialValueText } from '../../../src-shared/sweeps/sweep-words.ts';
import { t } from '../../texts/index.ts';
import { metricText, ownChoice, type SweepVariable } from './sweep-view.ts';

const texts = t.sweep.charts;

/** Nothing to draw. */
export const nothingDrawn: Drawn = { paint: () => undefined, hits: () => [] };

type Measured = SweepTrial & { readonly mean: number };

/** Trials of a method that have the metric. */
export const measuredOf = ({ trials }: SweepState, { name }: SweepMethod): Measured[] =>
  trials.filter((trial): trial is Measured => trial.method === name && trial.mean !== null);

const meanText = ({ metric }: SweepState, { mean, std }: Measured): string =>
  std === null ? metricText(metric, mean) : `${metricText(metric, mean)} ± ${metricText(metric, std)}`;

const nameOf = ({ method, index }: SweepTrial): string => texts.trialName(method, index + 1);
const idOf = ({ method, index }: SweepTrial): string => `${method}/${index}`;
const isChosen = (sweep: SweepState, method: SweepMethod, { index }: SweepTrial): boolean =>
  ownChoice(sweep, method)?.trial === index;

/** The metric over one setting, of all methods that have it. */
export function optionInput(
  sweep: SweepState,
  { name, label, scale }: SweepVariable,
  hidden: readonly string[],
): OptionPlotInput {
  const colors = colorsOf(sweep);
  return {
    series: sweep.methods.flatMap((method, index) => {
      const points = measuredOf(sweep, method).filter(({ values }) => values[name] !== undefined);
      if (points.length === 0 || hidden.includes(method.name)) return [];
      return [
        {
          id: method.name,
          name: method.name,
          color: colors[index]!,
          points: points.map((trial) => ({
            id: idOf(trial),
            x: trial.values[name]!,
            y: plotted(sweep.metric, trial.mean),
            std: trial.std === null ? null : plotted(sweep.metric, trial.std),
            chosen: isChosen(sweep, method, trial),
            name: nameOf(trial),
            text: meanText(sweep, trial),
          })),
        },
      ];
    }),
    xLabel: label,
    yLabel: metricAxisLabel(sweep.metric),
    format: metricFormat(sweep.metric),
    isLog: scale === 'log',
    higherIsBetter: sweep.higherIsBetter,
  };
}

/** The metric over two settings of a method. */
export function contourInput(sweep: SweepState, method: SweepMethod, x: SweepVariable, y: SweepVariable): ContourInput {
  return {
    points: measuredOf(sweep, method).map((trial) => ({
      id: idOf(trial),
      x: trial.values[x.name] ?? null,
      y: trial.values[y.name] ?? null,
      value: plotted(sweep.metric, trial.mean),
      chosen: isChosen(sweep, method, trial),
      name: nameOf(trial),
    })),
    xLabel: x.label,
    yLabel: y.label,
    valueLabel: metricAxisLabel(sweep.metric),
    format: metricFormat(sweep.metric),
    xLog: x.scale === 'log',
    yLog: y.scale === 'log',
    higherIsBetter: sweep.higherIsBetter,
  };
}

/** All settings of a method, and the metric. */
export function parallelInput(sweep: SweepState, method: SweepMethod): ParallelInput {
  return {
    axes: method.variables.map(({ label, scale }) => ({ label, isLog: scale === 'log' })),
    trials: measuredOf(sweep, method).map((trial) => ({
      id: idOf(trial),
      name: nameOf(trial),
      values: method.variables.map(({ name }) => trial.values[name] ?? null),
      value: plotted(sweep.metric, trial.mean),
      chosen: isChosen(sweep, method, trial),
    })),
    valueLabel: metricAxisLabel(sweep.metric),
    format: metricFormat(sweep.metric),
    higherIsBetter: sweep.higherIsBetter,
  };
}

/** What drawings of trials show, as a table. */
export function trialsTable(
  sweep: SweepState,
  methods: readonly SweepMethod[],
  variables: readonly SweepVariable[],
): DataTable {
  return {
    columns: [t.sweep.trials.trial, ...variables.map(({ label }) => label), t.compare.metrics[sweep.metric]],
    rows: methods.flatMap((method) =>
      measuredOf(sweep, method).map((trial) => [
        nameOf(trial),
        ...variables.map(({ name }) => trialValueText(trial.values[name])),
        meanText(sweep, trial),
      ]),
    ),
  };
}

/** The same as a file. */
export function drawnCsv(
  sweep: SweepState,
  methods: readonly SweepMethod[],
  variables: readonly SweepVariable[],
): string {
  const column = metricColumn(sweep.metric);
  const names = variables.map(({ name }) => name);
  const rows = methods.flatMap((method) =>
    measuredOf(sweep, method).map(({ index, values, mean, std, runIds }) =>
      cellTexts([method.name, index, ...names.map((name) => values[name]), mean, std, runIds.join(' ')]),
    ),
  );
  return csvText([['method', 'trial', ...names, column, `${column}_std`, 'runs'], ...rows]);
}

/** What a drawing shows, in a sentence. */
export function trialsSummary(sweep: SweepState, methods: readonly SweepMethod[]): string {
  const sentences = methods.flatMap((method) => {
    const choice = ownChoice(sweep, method);
    return choice && choice.mean !== null && choice.trial !== null
      ? [texts.summary(method.name, choice.trial + 1, metricText(sweep.metric, choice.mean))]
      : [];
  });
  return [texts.summaryOf(t.compare.metrics[sweep.metric]), ...sentences].join(' ');
}

import type { SweepMethod, SweepState, SweepTrial } from '../api/sweeps.ts';
import { csvText } from '../csv.ts';
import { metricLabels } from '../metrics/metric-words.ts';
import { metricColumn } from '../metrics/metrics.ts';
import { cellTexts } from '../sweeps/sweep-files.ts';
import { measuredOf, ownChoice, type MeasuredTrial, type SweepVariable } from '../sweeps/sweep-parts.ts';
import { metricText, trialValueText } from '../sweeps/sweep-words.ts';
import type { DataTable } from './describe.ts';
import type { ContourInput } from './draw/contour-plot.ts';
import type { OptionPlotInput } from './draw/option-plot.ts';
import type { ParallelInput } from './draw/parallel-plot.ts';
import { metricAxisLabel, metricFormat, plotted } from './metric-axis.ts';
import { sweepChartWords as texts } from './sweep-chart-words.ts';
import { colorsOf } from './sweep-series.ts';
import type { BarSeries } from './types.ts';

const meanText = ({ metric }: SweepState, { mean, std }: MeasuredTrial): string =>
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

/** Contents of drawings of trials, as a table. */
export function trialsTable(
  sweep: SweepState,
  methods: readonly SweepMethod[],
  variables: readonly SweepVariable[],
): DataTable {
  return {
    columns: [texts.trial, ...variables.map(({ label }) => label), metricLabels[sweep.metric]],
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

/** Summary of a drawing, in some sentences. */
export function trialsSummary(sweep: SweepState, methods: readonly SweepMethod[]): string {
  const sentences = methods.flatMap((method) => {
    const choice = ownChoice(sweep, method);
    return choice && choice.mean !== null && choice.trial !== null
      ? [texts.summary(method.name, choice.trial + 1, metricText(sweep.metric, choice.mean))]
      : [];
  });
  return [texts.summaryOf(metricLabels[sweep.metric]), ...sentences].join(' ');
}

/** How much the settings of each method matter, by their names; of methods of which several are tried out. */
export function importanceSeries(sweep: SweepState): BarSeries[] {
  const colors = colorsOf(sweep);
  return sweep.methods.flatMap(({ name, variables }, index) => {
    const values = variables.flatMap((one) => (one.importance === null ? [] : [[one.name, one.importance] as const]));
    return variables.length < 2 || values.length === 0
      ? []
      : [{ id: name, name, color: colors[index]!, values: Object.fromEntries(values) }];
  });
}

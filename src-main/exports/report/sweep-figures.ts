import type { SweepMethod, SweepState } from '../../../src-shared/api/sweeps.ts';
import { contourPlot } from '../../../src-shared/charts/draw/contour-plot.ts';
import type { Drawn } from '../../../src-shared/charts/draw/drawn.ts';
import { optionPlot } from '../../../src-shared/charts/draw/option-plot.ts';
import { parallelPlot } from '../../../src-shared/charts/draw/parallel-plot.ts';
import { fileNameOf } from '../../../src-shared/charts/export/paper.ts';
import { metricAxisLabel, metricFormat } from '../../../src-shared/charts/metric-axis.ts';
import { sweepChartWords as words } from '../../../src-shared/charts/sweep-chart-words.ts';
import {
  contourInput,
  drawnCsv,
  importanceSeries,
  optionInput,
  parallelInput,
  trialsSummary,
  trialsTable,
} from '../../../src-shared/charts/sweep-drawings.ts';
import { bestSeries, colorsOf } from '../../../src-shared/charts/sweep-series.ts';
import { metricLabels } from '../../../src-shared/metrics/metric-words.ts';
import { ruleLabels } from '../../../src-shared/sweeps/rule-words.ts';
import { measuredOf, variablesIn, type SweepVariable } from '../../../src-shared/sweeps/sweep-parts.ts';
import { barSection, drawnSection, lineSection } from './figure-sections.ts';
import type { FigureSection } from './sections.ts';

interface Drawing {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly drawn: Drawn;
  /** Methods and variables that it shows. */
  readonly methods: readonly SweepMethod[];
  readonly variables: readonly SweepVariable[];
}

function trialsFigure(state: SweepState, { drawn, methods, variables, ...rest }: Drawing): FigureSection {
  const colors = colorsOf(state);
  const legend = state.methods.flatMap((method, i) =>
    methods.includes(method) ? [{ name: method.name, place: colors[i]! }] : [],
  );
  return drawnSection({
    ...rest,
    chart: { drawn, legend },
    summary: trialsSummary(state, methods),
    table: trialsTable(state, methods, variables),
    csv: drawnCsv(state, methods, variables),
  });
}

/** The metric over each setting. */
function optionFigures(state: SweepState): FigureSection[] {
  const metric = metricLabels[state.metric];
  return variablesIn(state).flatMap((variable) => {
    const methods = state.methods.filter(
      (method) => method.variables.some(({ name }) => name === variable.name) && measuredOf(state, method).length > 0,
    );
    if (methods.length === 0) return [];
    const title = words.optionOf(metric, variable.label);
    const caption = `${title}. ${words.envelope} ${words.chosen}`;
    const drawn = optionPlot(optionInput(state, variable, []));
    return [
      trialsFigure(state, { name: `over-${variable.name}`, title, caption, drawn, methods, variables: [variable] }),
    ];
  });
}

/** The two settings that matter most, in their order; the first ones where that isn't known. */
function foremost({ variables }: SweepMethod): readonly SweepVariable[] {
  const byImportance = variables.toSorted((a, b) => (b.importance ?? 0) - (a.importance ?? 0)).slice(0, 2);
  return variables.filter((variable) => byImportance.includes(variable));
}

/** Several settings of a method at once: two as a contour, all as parallel coordinates. */
function planeFigures(state: SweepState): FigureSection[] {
  const several = state.methods.filter((method) => method.variables.length > 1 && measuredOf(state, method).length > 0);
  const alone = state.methods.length === 1;
  return several.flatMap((method) => {
    const [x, y] = foremost(method);
    const own = alone ? '' : `-${fileNameOf(method.name)}-${state.methods.indexOf(method) + 1}`;
    const of = alone ? '' : ` of ${method.name}`;
    const contour = words.contourOf(metricLabels[state.metric], x!.label, y!.label);
    return [
      trialsFigure(state, {
        ...{ name: `contour${own}`, title: `${contour}${of}`, methods: [method], variables: [x!, y!] },
        caption: `${contour}${of}, between the trials (dots). ${words.chosen}`,
        drawn: contourPlot(contourInput(state, method, x!, y!)),
      }),
      trialsFigure(state, {
        ...{ name: `parallel${own}`, title: `${words.parallel}${of}`, methods: [method], variables: method.variables },
        caption: `All settings${of}: each line is a trial, coloured by ${metricLabels[state.metric].toLowerCase()}; the chosen one is wide.`,
        drawn: parallelPlot(parallelInput(state, method)),
      }),
    ];
  });
}

function importanceFigure(state: SweepState): FigureSection[] {
  const series = importanceSeries(state);
  if (series.length === 0) return [];
  const categories = variablesIn(state).map(({ name, label }) => ({ id: name, label }));
  return [
    barSection({
      ...{ name: 'importance', title: words.importance, series, categories, yLabel: words.importanceAxis },
      ...{ format: 'percent', categoryLabel: words.option },
      caption: 'How much each setting matters: permutation importance in a random forest over the finished trials.',
    }),
  ];
}

/** Choice that the sweep's rule would have made after each trial. */
function bestFigure(state: SweepState): FigureSection[] {
  const { metric, sweep } = state;
  const series = bestSeries(state, 'mean');
  if (series.length === 0) return [];
  return [
    lineSection({
      ...{ name: 'best-so-far', title: words.bestSoFar, series, xLabel: words.finished, xFormat: 'count', xStart: 1 },
      caption: `${metricLabels[metric]} of what the rule of this sweep (${ruleLabels[sweep.rule]}) would have chosen after each trial.`,
      ...{ yLabel: metricAxisLabel(metric), format: metricFormat(metric) },
    }),
  ];
}

/** The drawings of a sweep's page. */
export const sweepFigures = (state: SweepState): FigureSection[] => [
  ...optionFigures(state),
  ...bestFigure(state),
  ...planeFigures(state),
  ...importanceFigure(state),
];

import {
  agreementSeries,
  batchAxis,
  familyOf,
  layerRows,
  measureAxis,
  measureSeries,
  measuresIn,
  recordBoundaries,
  scaleOf,
} from '../../../src-shared/charts/gradient-series.ts';
import { generatorWords as words } from '../../../src-shared/generator/generator-words.ts';
import type { GradientRecord, LayerMeasure } from '../../../src-shared/gradient-records.ts';
import { snakeCase } from '../../../src-shared/csv.ts';
import { heatSection, lineSection } from './figure-sections.ts';
import type { FigureSection } from './sections.ts';

/** A run's records, what it is called, and what is added to the names of its files. */
export interface RecordedSide {
  readonly records: readonly GradientRecord[];
  readonly streams: ReadonlyMap<number, string>;
  readonly label: string;
  readonly suffix: string;
  /** Whether another stands beside it. */
  readonly beside: boolean;
}

/** Measures shown by layer and batch; the rest is shown of all layers together. */
const byLayer: readonly LayerMeasure[] = ['effectiveRate', 'saturation', 'halvesCosine', 'memoryWeight'];

const fileName = (measure: LayerMeasure): string => snakeCase(measure).replaceAll('_', '-');
const captionOf = ({ label, beside }: RecordedSide, text: string): string => (beside ? `${label}: ${text}` : text);
const helpOf = (measures: readonly LayerMeasure[]): string =>
  measures.map((measure) => `${words.measures[measure].label}: ${words.measures[measure].help}`).join('; ');

function layerFigure(side: RecordedSide, measure: LayerMeasure): FigureSection {
  const rows = layerRows(side.records, measure, 'all');
  return heatSection({
    ...{ name: `layers-${fileName(measure)}${side.suffix}`, title: words.layers, beside: side.beside },
    caption: captionOf(side, `${helpOf([measure])}.`),
    rows: rows.map(({ values }) => values),
    x: batchAxis(side),
    y: { label: words.layer, names: rows.map(({ name }) => name) },
    scale: scaleOf(measure),
    valueLabel: words.measures[measure].label,
  });
}

function measureFigure(side: RecordedSide, measure: LayerMeasure): FigureSection {
  return lineSection({
    ...{ name: `batches-${fileName(measure)}${side.suffix}`, title: 'Over the batches', beside: side.beside },
    caption: captionOf(side, `Of ${words.all}. ${helpOf(familyOf(measure))}.`),
    series: measureSeries(side, measure),
    boundaries: recordBoundaries(side),
    ...{ xLabel: measureAxis(side), xFormat: 'count', yLabel: words.measures[measure].label, format: 'number' },
  });
}

function agreementFigure(side: RecordedSide): FigureSection[] {
  const series = agreementSeries(side.records);
  if (series.length === 0) return [];
  return [
    lineSection({
      ...{ name: `agreement${side.suffix}`, title: words.groups, series, xStart: 0, beside: side.beside },
      caption: captionOf(side, 'Means over the groups of images of about the same entropy.'),
      ...{ xLabel: words.entropy, xFormat: 'number', yLabel: words.cosine, format: 'number' },
    }),
  ];
}

/** Records of parameter updates, for the sides whose run has them. */
export function gradientFigures(all: readonly RecordedSide[]): FigureSection[] {
  const sides = all.filter(({ records }) => records.length > 0);
  const known = measuresIn(sides.flatMap(({ records }) => records));
  const has = ({ records }: RecordedSide, measure: LayerMeasure): boolean => measuresIn(records).includes(measure);
  const leading = known.filter((measure) => familyOf(measure).find((one) => known.includes(one)) === measure);
  const of = (measures: readonly LayerMeasure[], figure: typeof layerFigure): FigureSection[] =>
    measures.flatMap((measure) => sides.flatMap((side) => (has(side, measure) ? [figure(side, measure)] : [])));
  return [
    ...of(
      byLayer.filter((measure) => known.includes(measure)),
      layerFigure,
    ),
    ...of(leading, measureFigure),
    ...sides.flatMap(agreementFigure),
  ];
}

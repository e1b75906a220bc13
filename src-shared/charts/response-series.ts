import { formatNumber } from '../format.ts';
import { generatorWords as texts } from '../generator/generator-words.ts';
import type { GeneratorView, Response } from '../generator/view.ts';
import type { ChartSeries, HeatAxis, HeatScale } from './types.ts';

/** Cells between two marks: one for each unit. */
const step = 8;
/** Where the response is cut. */
const sliced = [-2, 0, 2];

/** Answers lie between −1 and 1. */
export const responseScale: HeatScale = { kind: 'diverging', bound: 1 };

/** Name of the memory of a response. */
export const responseName = ({ id, parameter, quantile }: Response): string =>
  texts.responses[id] ?? texts.stored(parameter ?? id, quantile ?? 0);

/** u by x₂ (rows, the lowest first) and x₁. */
export function responseRows({ axis }: Pick<GeneratorView, 'axis'>, { values }: Response): number[][] {
  return axis.map((_, row) => values.slice(row * axis.length, (row + 1) * axis.length));
}

/** x₁ or x₂ along a side of the surface. */
export const responseAxisOf = ({ axis }: Pick<GeneratorView, 'axis'>, label: string): HeatAxis => ({
  ...{ label, step, names: axis.map(String) },
  marks: axis.map((value) => formatNumber(value, 0)),
});

/** u along lines through the surface: over x₁ at some x₂, and over x₂ at some x₁. */
export function sliceSeries({ axis }: Pick<GeneratorView, 'axis'>, response: Response): ChartSeries[] {
  const rows = responseRows({ axis }, response);
  const placeOf = (value: number): number => axis.indexOf(value);
  return [
    ...sliced.map((at, color) => ({
      ...{ id: `x1 ${at}`, name: texts.slice.x1(at), color },
      ...{ x: axis, y: rows[placeOf(at)]! },
    })),
    ...sliced.map((at, color) => ({
      ...{ id: `x2 ${at}`, name: texts.slice.x2(at), color: color + sliced.length },
      ...{ x: axis, y: rows.map((row) => row[placeOf(at)]!) },
    })),
  ];
}

const stepsOf = ({ sequences }: Pick<GeneratorView, 'sequences'>): number[] =>
  sequences[0]!.gradient.map((_, i) => i + 1);

/** Answers to sequences of gradients, with the memory and with the memory as it starts. */
export function answerSeries(view: Pick<GeneratorView, 'sequences'>): ChartSeries[] {
  const x = stepsOf(view);
  return view.sequences.flatMap(({ name, update, frozen }, color) => [
    { id: name, name: texts.sequence[name], color, x, y: update },
    { id: `${name} frozen`, name: texts.frozen(texts.sequence[name]), color: color + 3, x, y: frozen },
  ]);
}

/** How far the memory goes in each sequence. */
export function distanceSeries(view: Pick<GeneratorView, 'sequences'>): ChartSeries[] {
  const x = stepsOf(view);
  return view.sequences.map(({ name, distance }, color) => ({
    ...{ id: name, name: texts.sequence[name], color, x, y: distance },
  }));
}

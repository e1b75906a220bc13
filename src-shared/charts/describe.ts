import { chartWords as texts } from './words.ts';
import { spreadText, valueText } from './format.ts';
import { readingsAt } from './readings.ts';
import type { BarCategory, BarSeries, ChartSeries, MultiplesPanel, ValueFormat } from './types.ts';

/** A table that says what a chart shows. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note?: string | undefined;
}

const mostSentences = 8;
const mostRows = 40;
const none = '–';

const limited = (sentences: readonly string[]) => {
  const rest = sentences.length - mostSentences;
  return [...sentences.slice(0, mostSentences), ...(rest > 0 ? [texts.summary.more(rest)] : [])];
};

export interface LineWords {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xFormat: ValueFormat;
  readonly format: ValueFormat;
}

/** Summary of a line chart, in some sentences. */
export function lineSummary(series: readonly ChartSeries[], words: LineWords): string {
  const sentences = series.flatMap(({ name, x, y }) => {
    const first = y.find((value) => value !== null);
    const last = y.findLastIndex((value) => value !== null);
    if (first === undefined || last < 0) return [];
    const end = valueText(y[last]!, words.format);
    return [texts.summary.line(name, valueText(first, words.format), end, valueText(x[last]!, words.xFormat))];
  });
  return [texts.summary.lines(series.length, words.xLabel, words.yLabel), ...limited(sentences)].join(' ');
}

/** Summary of small charts: the latest value of each line in each. */
export function panelsSummary(panels: readonly MultiplesPanel[], { format }: LineWords): string {
  const sentences = panels.map(({ title, series }) => {
    const values = series.flatMap(({ name, y }) => {
      const last = y.findLast((value) => value !== null);
      return typeof last === 'number' ? [`${name} ${valueText(last, format)}`] : [];
    });
    return `${title}: ${limited(values).join(', ')}.`;
  });
  return [texts.summary.panels(panels.length), ...sentences].join(' ');
}

/** The lines at evenly spread points of the longest of them. */
export function lineTable(series: readonly ChartSeries[], words: LineWords): DataTable {
  const longest = series.reduce<readonly number[]>((most, { x }) => (x.length > most.length ? x : most), []);
  const count = Math.min(mostRows, longest.length);
  const last = longest.length - 1;
  const xs = Array.from(
    { length: count },
    (_, row) => longest[count < 2 ? last : Math.round((row * last) / (count - 1))]!,
  );
  return {
    columns: [words.xLabel, ...series.map(({ name }) => name)],
    rows: xs.map((x) => {
      const readings = new Map(readingsAt(series, x).map((reading) => [reading.id, reading]));
      const cells = series.map(({ id }) => {
        const reading = readings.get(id);
        return reading === undefined ? none : spreadText(reading.value, reading.std, words.format);
      });
      return [valueText(x, words.xFormat), ...cells];
    }),
    note: count < longest.length ? texts.table.sampled(count, longest.length) : undefined,
  };
}

const present = (categories: readonly BarCategory[], { values }: BarSeries) =>
  categories.flatMap(({ id, label, title }) => {
    const value = values[id];
    return value === undefined ? [] : [{ name: title ?? label, value }];
  });

/** Summary of a bar chart, in some sentences. */
export function barSummary(
  series: readonly BarSeries[],
  categories: readonly BarCategory[],
  format: ValueFormat,
): string {
  const sentences = series.flatMap((one) => {
    const sorted = present(categories, one).sort((a, b) => a.value - b.value);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (low === undefined || high === undefined) return [];
    return [
      texts.summary.bar(one.name, valueText(low.value, format), low.name, valueText(high.value, format), high.name),
    ];
  });
  return [texts.summary.bars(series.length, categories.length), ...limited(sentences)].join(' ');
}

/**
 * The bars, with a column for published values beside each series that has them.
 * @param categoryLabel what the categories are
 */
export function barTable(
  series: readonly BarSeries[],
  categories: readonly BarCategory[],
  format: ValueFormat,
  categoryLabel: string = texts.table.category,
): DataTable {
  return {
    columns: [
      categoryLabel,
      ...series.flatMap(({ name, published }) => [name, ...(published ? [`${name}, ${texts.published}`] : [])]),
    ],
    rows: categories.map(({ id, label, title }) => [
      title ?? label,
      ...series.flatMap(({ values, std, published }) => {
        const value = values[id];
        const reference = published?.[id];
        const cell = value === undefined ? none : spreadText(value, std?.[id], format);
        return [cell, ...(published ? [reference === undefined ? none : valueText(reference, format)] : [])];
      }),
    ]),
  };
}

/** The cells of a heat map, evenly spread ones where there are many. */
export function heatTable(
  rows: readonly (readonly (number | null)[])[],
  { x, y }: { readonly x: readonly string[]; readonly y: readonly string[] },
): DataTable {
  const some = (count: number): number[] => {
    const step = Math.max(1, Math.ceil(count / mostRows));
    return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  };
  const columns = some(x.length);
  return {
    columns: ['', ...columns.map((column) => x[column]!)],
    rows: some(y.length)
      .toReversed()
      .map((row) => [
        y[row]!,
        ...columns.map((column) => {
          const value = rows[row]?.[column] ?? null;
          return value === null ? none : valueText(value, 'number');
        }),
      ]),
  };
}

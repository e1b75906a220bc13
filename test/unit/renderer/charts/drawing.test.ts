import { describe, expect, it } from 'vitest';
import { barDifferences } from '../../../../src-shared/charts/bar-differences.ts';
import { barFigure } from '../../../../src-shared/charts/draw/bar-figure.ts';
import { planBars } from '../../../../src-shared/charts/draw/bar-plan.ts';
import { datasetOf } from '../../../../src-shared/charts/draw/line-config.ts';
import { lineFigure } from '../../../../src-shared/charts/draw/line-figure.ts';
import { planLines, type LinePlanInput } from '../../../../src-shared/charts/draw/line-plan.ts';
import { styleOf, paletteOf } from '../../../../src-shared/charts/draw/palette.ts';
import { panelsFigure } from '../../../../src-shared/charts/draw/panels.ts';
import { smoothSeries } from '../../../../src-shared/charts/smooth-series.ts';
import { valueText } from '../../../../src-shared/charts/format.ts';
import { figureSvg } from '../../../../src-shared/charts/export/svg.ts';

const tokens: Readonly<Record<string, string>> = {
  '--chart-1': '#1f4fd8',
  '--chart-2': '#d1570c',
  '--chart-grid': '#e6e9ee',
  '--chart-axis': '#8d96a5',
  '--chart-label': '#4a5361',
  '--chart-reference': '#5f6978',
  '--color-text': '#151920',
  '--color-surface': '#ffffff',
  '--font-body': "'Inter Variable', sans-serif",
};
const palette = paletteOf((name) => tokens[name] ?? '');
const layout = { width: 720, chartHeight: 360, dashes: false };
const x = Array.from({ length: 500 }, (_, index) => 64 * (index + 1));
const wave = (goal: number) => x.map((_, index) => goal + 0.05 * Math.sin(index / 20));

function inputOf(change: Partial<LinePlanInput> = {}): LinePlanInput {
  return {
    series: smoothSeries(
      [
        { id: 'a', name: 'MGTTA & co', color: 0, x, y: wave(0.6) },
        { id: 'b', name: 'TENT', color: 1, x, y: wave(0.5), std: x.map(() => 0.01) },
      ],
      0,
    ),
    palette,
    view: null,
    xLabel: 'Images seen',
    yLabel: 'Accuracy (%)',
    xFormat: 'count',
    format: 'percent',
    references: [{ value: 0.65, label: 'published 65.00 %' }],
    boundaries: [
      { x: 0, label: 'Fog' },
      { x: 16_000, label: 'Snow' },
    ],
    ticks: [6, 5],
    points: 400,
    ...change,
  };
}

describe('the plan of a line chart', () => {
  it('shows all data and the reference on round axes', () => {
    const plan = planLines(inputOf());
    expect([plan.x.min, plan.x.max]).toEqual([0, 32_000]);
    expect(plan.y).toMatchObject({ min: 0.4, max: 0.7, texts: ['40', '45', '50', '55', '60', '65', '70'] });
    expect(plan.lines.map(({ points }) => points.length)).toEqual([200, 200]);
    expect(plan.bands[0]?.stretches).toHaveLength(1);
  });

  it('fits the y axis to the stretch in view', () => {
    const input = inputOf({ view: { min: 640, max: 1280 }, references: [], boundaries: [] });
    const plan = planLines({ ...input, series: input.series.slice(0, 1) });
    expect(plan.x).toMatchObject({ min: 640, max: 1280 });
    expect(plan.y.min).toBeGreaterThanOrEqual(0.6);
    expect(plan.lines[0]?.points.length).toBeLessThan(14);
  });

  it('keeps what was smoothed, faint and behind', () => {
    const series = smoothSeries([{ id: 'a', name: 'A', color: 0, x, y: wave(0.6) }], 0.9);
    const lines = planLines(inputOf({ series })).lines;
    expect(lines.map(({ id, faint }) => [id, faint])).toEqual([
      ['a/raw', true],
      ['a', false],
    ]);
    expect(lines[0]?.color).toMatch(/^rgba\(31, 79, 216, 0\.2\)$/);
  });

  it('shares its points among many lines', () => {
    const one = inputOf().series[0]!;
    const series = Array.from({ length: 100 }, (_, index) => ({ ...one, id: `${index}` }));
    const plan = planLines(inputOf({ series, points: 10_000 }));
    expect(plan.lines.reduce((sum, { points }) => sum + points.length, 0)).toBeLessThanOrEqual(10_000);
  });

  it('holds nothing of nothing', () => {
    expect(planLines(inputOf({ series: [] }))).toMatchObject({ lines: [], references: [], x: { ticks: [] } });
  });

  it('does not end the axis before the stream does', () => {
    expect(planLines(inputOf({ xEnd: 50_000 })).x.max).toBe(50_000);
  });
});

it('there are more looks than colours', () => {
  const looks = Array.from({ length: 8 }, (_, place) => JSON.stringify(styleOf(palette, place)));
  expect(new Set(looks).size).toBe(8);
});

/** Attributes of all elements of a name, in order. */
function elements(svg: string, name: string): Record<string, string>[] {
  return [...svg.matchAll(new RegExp(`<${name}((?: [a-zA-Z:-]+="[^"]*")*)/?>`, 'g'))].map(([, text]) =>
    Object.fromEntries([...text!.matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!])),
  );
}

/** Whether every tag is closed by its own name. */
function isBalanced(svg: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, rest] of svg.replace(/<\?.*?\?>/, '').matchAll(/<(\/?)([a-zA-Z]+)([^>]*)>/g)) {
    if (closing === '/' && open.pop() !== name) return false;
    if (closing === '' && !rest!.endsWith('/')) open.push(name!);
  }
  return open.length === 0;
}

describe('the SVG of a chart', () => {
  const plan = planLines(inputOf());
  const svg = figureSvg(lineFigure('Accuracy <all>', plan, palette, layout));

  it('is well formed, on white, with its title and texts', () => {
    expect(isBalanced(svg)).toBe(true);
    expect(svg).toContain('<title>Accuracy &lt;all&gt;</title>');
    expect(elements(svg, 'path')[0]).toMatchObject({ fill: '#ffffff' });
    for (const text of [
      'Images seen',
      'Accuracy (%)',
      'published 65.00 %',
      'Fog',
      'Snow',
      '20,000',
      'MGTTA &amp; co',
    ]) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).not.toMatch(/NaN|undefined|<image/);
  });

  it('has a named path for each line, through all its points', () => {
    const group = /<g><title>MGTTA &amp; co<\/title>(.*?)<\/g>/s.exec(svg)?.[1] ?? '';
    const [path] = elements(group, 'path');
    expect(path).toMatchObject({ stroke: '#1f4fd8', fill: 'none' });
    const points = path!['d']!.match(/-?[\d.]+ -?[\d.]+/g)!;
    expect(points.length).toBeGreaterThan(190);
    const lowest = Math.max(...points.map((point) => Number(point.split(' ')[1])));
    const highest = Math.min(...points.map((point) => Number(point.split(' ')[1])));
    expect(lowest - highest).toBeGreaterThan(50);
  });

  it('has steps where each value holds until the next', () => {
    const best = { id: 'best', name: 'Best', color: 0, x: [1, 2, 3, 4], y: [0.4, 0.6, 0.6, 0.5] };
    const cornersOf = (stepped: boolean): [number, number][] => {
      const drawn = planLines(inputOf({ series: [{ ...best, stepped }], boundaries: [], references: [] }));
      const text = figureSvg(lineFigure('Best', drawn, palette, layout));
      const [path] = elements(/<g><title>Best<\/title>(.*?)<\/g>/s.exec(text)?.[1] ?? '', 'path');
      return path!['d']!.match(/-?[\d.]+ -?[\d.]+/g)!.map((point) => point.split(' ').map(Number) as [number, number]);
    };
    const sloped = (corners: [number, number][]): number =>
      corners.filter(([left, top], i) => i > 0 && left !== corners[i - 1]![0] && top !== corners[i - 1]![1]).length;
    expect(sloped(cornersOf(false))).toBe(2);
    const corners = cornersOf(true);
    expect(sloped(corners)).toBe(0);
    // The first value holds up to the second.
    expect(corners[1]![1]).toBe(corners[0]![1]);
    expect(corners[1]![0]).toBeGreaterThan(corners[0]![0]);
  });

  it('draws bands with their opacity apart', () => {
    expect(elements(svg, 'path')).toContainEqual(
      expect.objectContaining({ fill: 'rgb(209,87,12)', 'fill-opacity': '0.16' }),
    );
  });

  it('turns the name of the y axis', () => {
    const [text] = elements(svg, 'text').filter(({ transform }) => transform?.startsWith('rotate(-90'));
    expect(text).toBeDefined();
  });
});

describe('the SVG of bars', () => {
  const categories = [
    { id: 'fog', label: 'Fog' },
    { id: 'snow', label: 'Snow' },
  ];
  const series = [
    { id: 'a', name: 'MGTTA', color: 0, values: { fog: 0.6, snow: 0.3 }, std: { fog: 0.02 }, published: { snow: 0.4 } },
    { id: 'b', name: 'TENT', color: 1, values: { fog: 0.5 } },
  ];
  const plan = planBars({ series, categories, palette, yLabel: 'Accuracy (%)', format: 'percent', ticks: 5 });

  it('has bars in proportion, standing on 0', () => {
    expect(plan.y).toMatchObject({ min: 0, max: 0.8 });
    const svg = figureSvg(barFigure('Bars', plan, palette, layout));
    expect(isBalanced(svg)).toBe(true);
    const heights = elements(svg.split('<title>MGTTA</title>')[1] ?? '', 'path')
      .filter(({ fill }) => fill === '#1f4fd8')
      .map(({ d }) => {
        const ys = d!.match(/-?[\d.]+ -?[\d.]+/g)!.map((point) => Number(point.split(' ')[1]));
        return Math.max(...ys) - Math.min(...ys);
      });
    expect(heights).toHaveLength(2);
    expect(heights[0]! / heights[1]!).toBeCloseTo(2, 1);
    expect(svg).toContain('>published</text>');
  });

  it('is empty without values', () => {
    const empty = planBars({ series: [], categories, palette, yLabel: '', format: 'percent', ticks: 5 });
    expect(empty.y.ticks).toEqual([]);
  });
});

it('small multiples make one figure on shared axes', () => {
  const panels = ['Fog', 'Snow', 'Frost'].map((title, index) => ({
    id: title,
    title,
    references: [],
    series: smoothSeries([{ id: 'a', name: 'MGTTA', color: 0, x, y: wave(0.5 + 0.1 * index) }], 0),
  }));
  const words = { xLabel: 'Images seen', yLabel: 'Accuracy (%)', xFormat: 'count', format: 'percent' } as const;
  const svg = figureSvg(panelsFigure('Panels', panels, { palette, ...words }, layout));
  expect(isBalanced(svg)).toBe(true);
  expect(elements(svg, 'svg')).toHaveLength(4);
  expect(new Set(elements(svg, 'clipPath').map(({ id }) => id)).size).toBe(elements(svg, 'clipPath').length);
  for (const { title } of panels) expect(svg).toContain(`>${title}</text>`);
});

describe('points without neighbours', () => {
  const dots = (y: (number | null)[]) => {
    const series = smoothSeries([{ id: 'a', name: 'A', color: 0, x: y.map((_, index) => 10 * (index + 1)), y }], 0);
    return datasetOf(planLines(inputOf({ series, boundaries: [], xStart: 0 })).lines[0]!).pointRadius;
  };

  it('are dots, as one batch per stream is', () => {
    expect(dots([0.5, null, 0.6, null, 0.7])).toEqual([2.5, 0, 2.5, 0, 2.5]);
    expect(dots([0.5])).toEqual([2.5]);
    expect(dots([0.5, 0.6, null, 0.7])).toEqual([0, 0, 0, 2.5]);
    expect(dots([0.5, 0.6])).toBe(0);
  });

  it('lie within an axis that begins at 0, however few there are', () => {
    const series = smoothSeries([{ id: 'a', name: 'A', color: 0, x: [64], y: [0.5] }], 0);
    const { x: axis } = planLines(inputOf({ series, boundaries: [], xStart: 0, xEnd: 128 }));
    expect([axis.min, axis.max]).toEqual([0, 128]);
    const alone = planLines(inputOf({ series, boundaries: [], xStart: 0 })).x;
    expect([alone.min, alone.max]).toEqual([0, 64]);
  });
});

describe('differences between bars', () => {
  const bars = [
    { id: 'n', name: 'NoAdapt', color: 9, values: { fog: 0.539, snow: 0.4 } },
    { id: 't', name: 'TENT', color: 1, values: { fog: 0.543 }, std: { fog: 0.01 }, published: { fog: 0.5 } },
  ];

  it('have room for their deviations, below 0 as well', () => {
    const series = [
      { id: 'a', name: 'A', color: 0, values: { fog: 0.001, snow: -0.001 }, std: { fog: 0.006, snow: 0.011 } },
    ];
    const categories = ['fog', 'snow'].map((id) => ({ id, label: id }));
    const { y } = planBars({ series, categories, palette, yLabel: '', format: 'points', ticks: 5 });
    expect(y.min).toBeLessThanOrEqual(-0.012);
    expect(y.max).toBeGreaterThanOrEqual(0.007);
  });

  it('are those to one of them, which is left out', () => {
    const [only, ...rest] = barDifferences(bars, 'n');
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ id: 't', color: 1, std: undefined, published: undefined });
    expect(Object.keys(only?.values ?? {})).toEqual(['fog']);
    expect(only?.values['fog']).toBeCloseTo(0.004, 12);
    expect(barDifferences(bars, 'gone')).toEqual(bars);
  });

  it('are drawn on an axis of points, where small ones are seen', () => {
    const plan = planBars({
      ...{ series: barDifferences(bars, 'n'), categories: [{ id: 'fog', label: 'Fog' }], palette },
      ...{ yLabel: 'Δ', format: 'points', ticks: 5 },
    });
    expect(plan.y.max - plan.y.min).toBeLessThan(0.02);
    expect(valueText(0.004, 'points')).toBe('+0.40');
  });
});

import { describe, expect, it } from 'vitest';
import { lineFigure } from '../../../../src-shared/charts/draw/line-figure.ts';
import { planLines } from '../../../../src-shared/charts/draw/line-plan.ts';
import { paletteOf } from '../../../../src-shared/charts/draw/palette.ts';
import { panelsFigure } from '../../../../src-shared/charts/draw/panels.ts';
import { smoothSeries } from '../../../../src-shared/charts/smooth-series.ts';
import { paperPdf, paperSvg } from '../../../../src-shared/charts/export/paper.ts';
import { figureName } from '../../../../src-renderer/charts/export/download.ts';
import {
  hasRoom,
  layoutOf,
  usualFigure,
  type FigureChoice,
} from '../../../../src-shared/charts/export/figure-choice.ts';
import type { Figure } from '../../../../src-shared/charts/export/figure.ts';
import { withResolution } from '../../../../src-renderer/charts/export/png-resolution.ts';

const palette = paletteOf((name) => (name.startsWith('--chart-') && !/\d/.test(name) ? '#888888' : ''));
const colours = { ...palette, series: ['#1f4fd8', '#d1570c'], text: '#000000', surface: '#ffffff', font: 'sans-serif' };
const words = { xLabel: 'Images seen', yLabel: 'Accuracy (%)', xFormat: 'count', format: 'percent' } as const;
const series = smoothSeries(
  ['A', 'B'].map((name, index) => ({
    id: name,
    name,
    color: index,
    x: [64, 128, 192],
    y: [0.5, 0.6, 0.6 + 0.1 * index],
  })),
  0,
);

const figures: Readonly<Record<string, (choice: FigureChoice) => Figure>> = {
  lines: (choice) => {
    const input = { ...words, series, view: null, references: [], boundaries: [], ticks: [4, 4] as const, points: 100 };
    return lineFigure('Accuracy', planLines({ ...input, palette: colours }), colours, layoutOf(choice));
  },
  panels: (choice) => {
    const panels = ['Fog', 'Snow', 'Frost'].map((title) => ({ id: title, title, references: [], series }));
    return panelsFigure('Panels', panels, { palette: colours, ...words }, layoutOf(choice));
  },
};

const chosen = (change: Partial<FigureChoice>): FigureChoice => ({ ...usualFigure(), ...change });

describe.each(Object.entries(figures))('a figure of %s', (_, draw) => {
  it.each([
    [chosen({}), 85, 8],
    [chosen({ width: 'full', letters: 9 }), 176, 9],
    [chosen({ width: 'own', millimetres: 123.4, letters: 6.5 }), 123.4, 6.5],
  ])('has the width and the letters asked for on paper (%#)', (choice, millimetres, letters) => {
    const svg = paperSvg(draw(choice), choice);
    const root = /<svg [^>]*width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
    const [width, height, pixels, tall] = root!.slice(1).map(Number);
    expect(width).toBe(millimetres);
    expect(height! / tall!).toBeCloseTo(width! / pixels!, 4);
    const sizes = new Set([...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size)));
    const points = (size: number) => (size * ((width! / 25.4) * 72)) / pixels!;
    expect(points(Math.min(...sizes))).toBeCloseTo(letters, 2);

    const pdf = String.fromCharCode(...paperPdf(draw(choice), choice));
    const [, wide] = /\/MediaBox \[0 0 ([\d.]+) /.exec(pdf)!;
    expect((Number(wide) / 72) * 25.4).toBeCloseTo(millimetres, 2);
    const [, scale] = /stream\n([\d.]+) 0 0 -[\d.]+ 0 [\d.]+ cm/.exec(pdf)!;
    const drawn = [...pdf.matchAll(/\/F1 ([\d.]+) Tf/g)].map(([, size]) => Number(size) * Number(scale));
    expect(Math.min(...drawn)).toBeCloseTo(letters, 2);
  });

  it('keeps its parts within its width', () => {
    for (const width of ['column', 'full'] as const) {
      const figure = draw(chosen({ width }));
      for (const part of figure.parts) expect(part.x + part.width).toBeLessThanOrEqual(figure.width);
    }
  });

  it('has dashes where they are asked for, the same in lines and legend', () => {
    const dashed = paperSvg(draw(chosen({ dashes: true })), chosen({}));
    expect(paperSvg(draw(chosen({})), chosen({}))).not.toContain('stroke-dasharray="6 3"');
    expect(dashed.match(/stroke-dasharray="6 3"/g)!.length).toBe(draw(chosen({})).parts.length + 1);
  });
});

it('the file is named by its width', () => {
  expect(figureName('Accuracy by corruption', chosen({}))).toBe('accuracy-by-corruption-85mm.pdf');
  expect(figureName('A', chosen({ width: 'own', millimetres: 123.4, format: 'svg' }))).toBe('a-123-4mm.svg');
});

it('letters too large for the width are noticed', () => {
  expect(hasRoom(chosen({}))).toBe(true);
  expect(hasRoom(chosen({ width: 'own', millimetres: 40, letters: 20 }))).toBe(false);
});

it('a PNG says how many dots make an inch', () => {
  // A picture of one pixel.
  const plain = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
    'base64',
  );
  const png = Buffer.from(withResolution(plain, 600));
  expect(png.subarray(37, 41).toString()).toBe('pHYs');
  expect([png.readUInt32BE(33), png.readUInt32BE(41), png.readUInt32BE(45), png[49]]).toEqual([9, 23622, 23622, 1]);
  // The checksum of these bytes, from zlib.
  expect(png.readUInt32BE(50)).toBe(0x14944341);
  expect(png.subarray(54)).toEqual(plain.subarray(33));
});

import { expect, test } from 'vitest';
import { contourPlot } from '../../../../src-shared/charts/draw/contour-plot.ts';
import { drawnFigure } from '../../../../src-shared/charts/draw/drawn-figure.ts';
import { interpolatePlane } from '../../../../src-shared/charts/draw/interpolate-plane.ts';
import { optionPlot } from '../../../../src-shared/charts/draw/option-plot.ts';
import { lightPalette } from '../../../../src-shared/charts/draw/palettes.ts';
import { parallelPlot } from '../../../../src-shared/charts/draw/parallel-plot.ts';
import { valueAxis } from '../../../../src-shared/charts/draw/value-axis.ts';
import { figureSvg } from '../../../../src-shared/charts/export/svg.ts';
import { markedName } from '../../../../src-shared/external-run.ts';

const layout = { width: 480, chartHeight: 300, dashes: false };

test('rates stand on a logarithmic axis, close values on a linear one, choices at places of their own', () => {
  const rates = valueAxis('lr', [0.1, 0.001, 0.01], 6);
  expect(rates.kind).toBe('log');
  expect([0.001, 0.01, 0.1].map(rates.place)).toEqual([0, expect.closeTo(0.5, 10), 1]);
  expect(valueAxis('momentum', [0.8, 0.9, 1], 6).kind).toBe('linear');
  expect(valueAxis('momentum', [1, 2], 6, true).kind).toBe('log');
  const choices = valueAxis('loss', ['entropy', 'opinion'], 6);
  expect(['entropy', 'opinion'].map(choices.place)).toEqual([0.25, 0.75]);
  expect(valueAxis('budget', [null, 10], 6).ticks.map(({ text }) => text)).toEqual(['none', '10']);
  const many = Array.from({ length: 40 }, (_, i) => 10 ** (-4 + i / 10));
  expect(valueAxis('lr', many, 5).ticks.map(({ text }) => text)).toEqual(['1e−4', '0.001', '0.01', '0.1']);
});

test('values between points of a grid are linear; scattered ones are met at their places', () => {
  const at = (x: number, y: number, value: number) => ({ x, y, value });
  const grid = interpolatePlane([at(0, 0, 0), at(1, 0, 2), at(0, 1, 4), at(1, 1, 6)]);
  expect(grid(0.5, 0.5)).toBeCloseTo(3, 12);
  expect([grid(-1, 0), grid(2, 1)]).toEqual([0, 6]);
  const scattered = interpolatePlane([at(0, 0, 1), at(0.5, 0.2, 3), at(1, 1, 5)]);
  expect(scattered(0.5, 0.2)).toBe(3);
  expect(scattered(0.49, 0.2)).toBeGreaterThan(2.9);
  // Trials that differ in other settings are averaged.
  expect(interpolatePlane([at(0, 0, 1), at(0, 0, 3)])(0, 0)).toBe(2);
});

const point = { std: 0.01, chosen: false, name: 'TENT, trial 1', text: '60.0 ± 1.0' };

test('drawings of sweeps become figures with their values along the axes', () => {
  const option = optionPlot({
    ...{ xLabel: 'Learning rate', yLabel: 'Accuracy (%)', format: 'percent', isLog: true, higherIsBetter: true },
    series: [
      {
        ...{ id: 'TENT', name: 'TENT', color: 1 },
        points: [
          { ...point, id: 'a', x: 0.001, y: 0.6 },
          { ...point, id: 'b', x: 0.1, y: 0.5, chosen: true },
        ],
      },
    ],
  });
  const svg = figureSvg(drawnFigure('Accuracy', option, [], lightPalette, layout));
  for (const text of ['Learning rate', 'Accuracy (%)', '0.001', '0.1']) expect(svg).toContain(`>${text}<`);
  expect(svg).not.toContain('NaN');
  const [left, right] = option.hits({ width: 400, height: 300 });
  expect(left!.x).toBeLessThan(right!.x);
  expect(left!.y).toBeLessThan(right!.y);

  const trials = [
    { id: 'a', name: 'trial 1', values: [0.001, 8], value: 0.6, chosen: true },
    { id: 'b', name: 'trial 2', values: [0.1, 64], value: 0.5, chosen: false },
  ];
  const shared = { valueLabel: 'Accuracy (%)', format: 'percent', higherIsBetter: true } as const;
  const parallel = parallelPlot({
    ...{ ...shared, trials },
    axes: [
      { label: 'Learning rate', isLog: true },
      { label: 'Batch size', isLog: false },
    ],
  });
  const contour = contourPlot({
    ...{ ...shared, xLabel: 'Learning rate', yLabel: 'Batch size', xLog: true, yLog: false },
    points: trials.map(({ values, ...trial }) => ({ ...trial, x: values[0]!, y: values[1]! })),
  });
  for (const drawn of [parallel, contour]) {
    const text = figureSvg(drawnFigure('Sweep', drawn, [], lightPalette, layout));
    expect(text).toContain('>Batch size<');
    expect(text).not.toContain('NaN');
  }
});

test('names say that a setting was chosen on what its numbers are of', () => {
  expect(markedName('TENT', { tags: ['mine'] })).toBe('TENT');
  expect(markedName('TENT', { tags: ['chosen on test labels'] })).toBe('TENT †');
  expect(markedName('TENT', { tags: ['chosen on test images'], external: {} })).toBe('TENT ‡ (external)');
});

import { describe, expect, it } from 'vitest';
import { barTable, lineSummary, lineTable } from '../../../../src-shared/charts/describe.ts';
import { smoothSeries } from '../../../../src-shared/charts/smooth-series.ts';
import { fileNameOf } from '../../../../src-shared/charts/export/paper.ts';
import { spreadText, tickTexts, valueText } from '../../../../src-shared/charts/format.ts';
import { chooseReadings, readingsAt, snap, stepFrom } from '../../../../src-shared/charts/readings.ts';
import { smoothingAt, smoothingPosition, windowChoices, windowOf } from '../../../../src-renderer/charts/toolbar.ts';
import { pan, select, zoomAround } from '../../../../src-renderer/charts/zoom.ts';

const series = smoothSeries(
  [
    { id: 'long', name: 'Long', color: 0, x: [1, 2, 3, 4], y: [0.1, 0.2, null, 0.4], std: [0, 0, null, 0.05] },
    { id: 'short', name: 'Short', color: 1, x: [1, 2], y: [0.5, 0.6] },
  ],
  0,
);
const words = { xLabel: 'Images seen', yLabel: 'Accuracy (%)', xFormat: 'count', format: 'percent' } as const;

describe('the cursor', () => {
  it('reads each line at its nearest point, and none that has ended', () => {
    expect(readingsAt(series, 1.4).map(({ id, value }) => [id, value])).toEqual([
      ['long', 0.1],
      ['short', 0.5],
    ]);
    expect(readingsAt(series, 4).map(({ id, std }) => [id, std])).toEqual([['long', 0.05]]);
    expect(readingsAt([], 1)).toEqual([]);
  });

  it('lists the nearest where there is room for few, the largest first', () => {
    const readings = [0.1, 0.5, 0.3, 0.9].map((value, place) => ({
      id: `${place}`,
      name: '',
      place,
      x: 1,
      value,
      std: undefined,
    }));
    expect(chooseReadings(readings, 2, 0.25).map(({ value }) => value)).toEqual([0.3, 0.1]);
    expect(chooseReadings(readings, 2, null).map(({ value }) => value)).toEqual([0.9, 0.5]);
    expect(chooseReadings(readings, 9, 0.1)).toHaveLength(4);
  });

  it('snaps to points and steps from one to the next, past gaps', () => {
    expect(snap(readingsAt(series, 1.6), 1.6)).toBe(2);
    expect(stepFrom(series, null, 1)).toBe(1);
    expect(stepFrom(series, null, -1)).toBe(4);
    expect(stepFrom(series, 2, 1)).toBe(4);
    expect(stepFrom(series, 4, -1)).toBe(2);
    expect(stepFrom(series, 4, 10)).toBe(4);
    expect(stepFrom([], null, 1)).toBeNull();
  });
});

describe('zoom', () => {
  const whole = { min: 0, max: 100 };

  it('keeps the place under the pointer', () => {
    expect(zoomAround(null, whole, 25, 0.5)).toEqual({ min: 12.5, max: 62.5 });
    expect(zoomAround({ min: 10, max: 20 }, whole, 20, 2)).toEqual({ min: 0, max: 20 });
  });

  it('ends at everything, and never leaves it', () => {
    expect(zoomAround({ min: 10, max: 90 }, whole, 50, 4)).toBeNull();
    expect(pan({ min: 80, max: 100 }, whole, 0.5)).toEqual({ min: 80, max: 100 });
    expect(pan({ min: 20, max: 40 }, whole, -0.5)).toEqual({ min: 10, max: 30 });
    expect(pan(null, whole, 0.5)).toBeNull();
    expect(select(60, 40, whole)).toEqual({ min: 40, max: 60 });
  });

  it('has a deepest level', () => {
    const deep = zoomAround({ min: 50, max: 50.01 }, whole, 50, 1e-6);
    expect(deep!.max - deep!.min).toBeCloseTo(0.01, 9);
  });
});

describe('words for what is drawn', () => {
  it('are values with units', () => {
    expect(valueText(0.61234, 'percent')).toBe('61.23\u202f%');
    expect(valueText(50_000, 'count')).toBe('50,000');
    expect(valueText(3.14159, 'seconds')).toBe('3.14\u202fs');
    expect(spreadText(0.5, 0.012, 'percent')).toBe('50.00 ± 1.20\u202f%');
  });

  it('are marks with as many decimals as they need', () => {
    expect(tickTexts([0.5, 0.55, 0.6], 'percent')).toEqual(['50', '55', '60']);
    expect(tickTexts([0.5, 0.525, 0.55], 'percent')).toEqual(['50.0', '52.5', '55.0']);
    expect(tickTexts([-0.5, 0, 0.5], 'number')).toEqual(['−0.5', '0.0', '0.5']);
    expect(tickTexts([0, 20_000], 'count')).toEqual(['0', '20,000']);
    expect(tickTexts([0, 2e-6], 'number')).toEqual(['0', '2e−6']);
    expect(tickTexts([], 'number')).toEqual([]);
  });

  it('sum a chart up and spread its data over a table', () => {
    expect(lineSummary(series, words)).toBe(
      '2 lines: Accuracy (%) over images seen. Long: from 10.00\u202f% to 40.00\u202f% at 4. Short: from 50.00\u202f% to 60.00\u202f% at 2.',
    );
    const table = lineTable(series, words);
    expect(table.columns).toEqual(['Images seen', 'Long', 'Short']);
    expect(table.rows[3]).toEqual(['4', '40.00 ± 5.00\u202f%', '–']);
    expect(table.note).toBeUndefined();
    const x = Array.from({ length: 500 }, (_, index) => index);
    const many = lineTable(smoothSeries([{ id: 'a', name: 'A', color: 0, x, y: x }], 0), words);
    expect(many.rows).toHaveLength(40);
    expect(many.note).toContain('40 of 500');
    expect(many.rows.at(-1)?.[0]).toBe('499');
  });

  it('put published values beside bars', () => {
    const bars = [{ id: 'a', name: 'A', values: { fog: 0.5 }, published: { fog: 0.6, snow: 0.7 } }];
    const categories = [
      { id: 'fog', label: 'Fog' },
      { id: 'snow', label: 'Snow', title: 'snow' },
    ];
    expect(barTable(bars, categories, 'percent')).toMatchObject({
      columns: ['Corruption', 'A', 'A, published'],
      rows: [
        ['Fog', '50.00\u202f%', '60.00\u202f%'],
        ['snow', '–', '70.00\u202f%'],
      ],
    });
  });

  it('name files', () => {
    expect(fileNameOf('Accuracy on each corruption: Fog')).toBe('accuracy-on-each-corruption-fog');
    expect(fileNameOf('…')).toBe('chart');
  });
});

describe('the toolbar', () => {
  it('smooths from nothing to 0.999, finer towards the end', () => {
    expect([0, 100 / 3, 200 / 3, 100].map(smoothingAt)).toEqual([0, 0.9, 0.99, 0.999]);
    for (let position = 0; position <= 100; position += 1) {
      expect(smoothingPosition(smoothingAt(position))).toBe(position);
    }
  });

  it('offers windows, the present one among them', () => {
    expect(windowOf('500 images')).toEqual({ size: 500, unit: 'images' });
    expect(windowChoices({ size: 20, unit: 'batches' })).toHaveLength(7);
    expect(windowChoices({ size: 3, unit: 'batches' })[0]).toEqual({ size: 3, unit: 'batches' });
  });
});

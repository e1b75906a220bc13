import { describe, expect, it } from 'vitest';
import { styleOf, paletteOf } from '../../../../src-shared/charts/draw/palette.ts';
import { colorCount, methodPlace, placesOf } from '../../../../src-shared/charts/method-looks.ts';
import {
  curveWords,
  defaultCurveSettings,
  hasSeeds,
  partSeries,
  runBoundaries,
  runDiagnostics,
  runPanels,
  runSeries,
} from '../../../../src-shared/charts/run-series.ts';
import { suiteCurves } from '../../../../src-shared/charts/suite-curve.ts';
import type { SuiteState } from '../../../../src-shared/api/lab.ts';
import type { CurveRun, CurveSettings } from '../../../../src-shared/charts/types.ts';

const shift = (corruption: string, correct1: number[], severity = 5) => ({
  corruption,
  severity,
  sizes: correct1.map(() => 4),
  correct1,
  computeSeconds: correct1.map((_, index) => index + 1),
  diagnostics: { loss: correct1.map((correct) => 4 - correct) },
});
const run = (id: string, shifts: CurveRun['shifts'], group?: string): CurveRun => ({
  id,
  name: `Run ${id}`,
  shifts,
  ...(group === undefined ? {} : { group: { id: group, name: group } }),
});
const a = run('a', [shift('fog', [2, 4]), shift('snow', [0])], 'mgtta');
const b = run('b', [shift('fog', [4, 4]), shift('snow', [2])], 'mgtta');
const c = run('c', [shift('fog', [1, 1])]);
const each = { ...defaultCurveSettings, seeds: 'each' } as const;

describe('the lines of runs', () => {
  it('are one for each run, or the mean of those that differ in their seed', () => {
    expect(runSeries([a, c], each, false)).toEqual([
      { id: 'a', name: 'Run a', color: 0, x: [4, 8, 12], y: [0.5, 0.75, 0.5], ending: 'all images' },
      { id: 'c', name: 'Run c', color: 1, x: [4, 8], y: [0.25, 0.25], ending: 'all images' },
    ]);
    const [mean, alone] = runSeries([a, b, c], defaultCurveSettings, false);
    expect(mean).toMatchObject({ id: 'group/mgtta', name: 'mgtta (2 seeds)', x: [4, 8, 12] });
    expect(mean?.y[0]).toBe(0.75);
    expect(mean?.std?.[0]).toBeCloseTo(Math.sqrt(0.125) / 1, 12);
    expect(alone?.id).toBe('c');
    expect([hasSeeds([a, b, c]), hasSeeds([a, c])]).toEqual([true, false]);
  });

  it('follow the settings', () => {
    const settings = { ...each, axis: 'seconds', quantity: 'loss' } as const;
    expect(runSeries([c], settings, false)[0]).toMatchObject({ x: [1, 3], y: [3, 3] });
    expect(curveWords(settings)).toMatchObject({ yLabel: 'Loss', format: 'number', xFormat: 'seconds' });
    expect(curveWords(each)).toMatchObject({
      yLabel: 'Cumulative accuracy (%)',
      format: 'percent',
      xLabel: 'Images seen',
    });
    const windowed = { ...each, accuracy: 'windowed', window: { size: 1, unit: 'batches' } } as const;
    expect(runSeries([a], windowed, true)[0]?.y).toEqual([0.5, 1, null, 0]);
    expect(curveWords(windowed).yLabel).toBe('Accuracy, each batch (%)');
    expect(runDiagnostics([a, c])).toEqual(['loss']);
  });
});

describe('the last value of a line', () => {
  const endings = (runs: CurveRun[], settings: CurveSettings, restart: boolean) =>
    runSeries(runs, settings, restart).map(({ ending }) => ending);

  it('is of the stream that the line ends in, of a mean that of the run that has come least far', () => {
    expect(endings([a, c], each, true)).toEqual(['Snow', 'Fog']);
    const behind = run('d', [shift('fog', [1])], 'mgtta');
    expect(endings([a, behind], defaultCurveSettings, true)).toEqual(['Fog']);
  });

  it('is of all images where accuracies do not start anew, unless it is of the latest only', () => {
    expect(endings([a], each, false)).toEqual(['all images']);
    expect(endings([a], { ...each, quantity: 'loss' }, false)).toEqual(['Snow']);
  });

  it('needs no word where there is one stream', () => {
    expect(endings([c], each, true)).toEqual([undefined]);
  });
});

describe('colours', () => {
  it('are those of the methods, whatever else is drawn', () => {
    expect(placesOf(['tent', 'mgtta'])).toEqual([methodPlace('tent'), methodPlace('mgtta')]);
    expect(placesOf(['mgtta']).concat(placesOf(['noadapt', 'mgtta'])[1]!)).toEqual([0, 0]);
    expect(methodPlace('unheard of')).toBe(methodPlace('unheard of'));
  });

  it('of further lines of a method are the same, and no two look alike', () => {
    const places = placesOf(Array<string>(16).fill('tent'));
    expect(new Set(places.map((place) => place % colorCount))).toEqual(new Set([1]));
    const palette = paletteOf((token) => {
      if (token === '--color-surface') return '#ffffff';
      const [, number] = /^--chart-(\d+)$/.exec(token) ?? [];
      if (number === undefined) return '#808080';
      return Number(number) <= colorCount ? `#${number.padStart(2, '0')}50a0` : '';
    });
    expect(palette.series).toHaveLength(colorCount);
    const looks = new Set(places.map((place) => JSON.stringify(styleOf(palette, place))));
    expect(looks.size).toBe(16);
    expect(styleOf(palette, 1)).toEqual({ color: '#0250a0', dash: [] });
  });

  it('of each seed are those of the method', () => {
    const seeds = [a, b, c].map((one) => ({ ...one, method: one === c ? 'noadapt' : 'mgtta', color: 0 }));
    expect(runSeries(seeds, each, true).map(({ color }) => color)).toEqual([0, colorCount, methodPlace('noadapt')]);
  });
});

it('a diagnostic is interrupted where its own run is reset, though accuracies of the chart go on', () => {
  const reset = { ...a, reset: true };
  const loss = { ...each, quantity: 'loss', axis: 'batches' } as const;
  expect(runSeries([reset, c], loss, false)[0]?.y).toEqual([2, 0, null, 4]);
  expect(runSeries([reset, c], { ...each, axis: 'batches' }, false)[0]?.y).toEqual([0.5, 0.75, 0.5]);
});

describe('the boundaries of shifts', () => {
  it('are those of all runs, also of one that has not come so far', () => {
    expect(runBoundaries([a, b, c], 'images')).toEqual([
      { x: 0, label: 'Fog' },
      { x: 8, label: 'Snow' },
    ]);
  });

  it('are none where runs differ, or there is one shift', () => {
    expect(runBoundaries([a, run('d', [shift('snow', [1])])], 'images')).toEqual([]);
    expect(runBoundaries([c], 'images')).toEqual([]);
    expect(runBoundaries([], 'images')).toEqual([]);
  });

  it('say the severity where a corruption is met twice', () => {
    const twice = run('e', [shift('fog', [1], 1), shift('fog', [1], 5)]);
    expect(runBoundaries([twice], 'batches').map(({ label }) => label)).toEqual(['Fog 1', 'Fog 5']);
  });
});

describe('small multiples', () => {
  it('are there from the start, for the shifts that are planned', () => {
    const panels = runPanels([run('new', [])], each, [
      { corruption: 'fog', severity: 5 },
      { corruption: 'snow', severity: 5 },
    ]);
    expect(panels.map(({ title, series }) => [title, series[0]?.x.length])).toEqual([
      ['Fog', 0],
      ['Snow', 0],
    ]);
  });

  it('have a panel per shift with every run in it, in the same colours', () => {
    const panels = runPanels([a, c], each);
    expect(panels.map(({ title }) => title)).toEqual(['Fog', 'Snow']);
    expect(panels[1]?.series.map(({ id, color, y }) => ({ id, color, y }))).toEqual([
      { id: 'a', color: 0, y: [0] },
      { id: 'c', color: 1, y: [] },
    ]);
  });
});

it('parts of a loss are lines of their own', () => {
  const line = { id: 'loss', name: 'Loss', color: 0 };
  expect(partSeries(a, ['loss'], 'batches', false)).toEqual([{ ...line, x: [1, 2, 3], y: [2, 0, 4] }]);
  // No stroke from the end of one stream to the beginning of the next, where the method starts anew.
  expect(partSeries(a, ['loss'], 'batches', true)).toEqual([{ ...line, x: [1, 2, 2, 3], y: [2, 0, null, 4] }]);
});

describe('a line that has no point yet', () => {
  const planned = [
    { corruption: 'fog', severity: 5 },
    { corruption: 'snow', severity: 5 },
  ];

  it('says which stream it will begin with, so that the first point adds no words', () => {
    const endingsOf = (runs: CurveRun[]) => runSeries(runs, each, true).map(({ ending }) => ending);
    expect(endingsOf([{ ...c, shifts: [], planned }])).toEqual(['Fog']);
    expect(endingsOf([{ ...c, planned }])).toEqual(['Fog']);
    expect(endingsOf([{ ...a, planned }])).toEqual(['Snow']);
    expect(endingsOf([{ ...c, planned: planned.slice(0, 1) }])).toEqual([undefined]);
  });
});

describe('the curves of a suite', () => {
  it('have the colours of their methods, whatever the order of the rows', () => {
    const rowsOf = (...methods: string[]) => methods.map((method, at) => ({ id: `r${at}`, label: method, method }));
    const stateOf = (...methods: string[]) =>
      ({
        rows: rowsOf(...methods),
        columns: [{ id: 'u0', label: '0', group: null, higherIsBetter: true }],
        cells: [],
        curve: { xLabel: 'Updates', yLabel: 'Accuracy', x: [0] },
      }) as unknown as SuiteState;
    const placesIn = (...methods: string[]) => suiteCurves(stateOf(...methods)).map(({ color }) => color);
    expect(placesIn('tent', 'mgtta')).toEqual([methodPlace('tent'), methodPlace('mgtta')]);
    expect(placesIn('mgtta', 'mgtta', 'tent')).toEqual([
      methodPlace('mgtta'),
      methodPlace('mgtta') + colorCount,
      methodPlace('tent'),
    ]);
  });
});

describe('pre-trainings', () => {
  it('look like the method that they make a generator for, and several drawn together each their own way', () => {
    expect(methodPlace('mgg')).toBe(methodPlace('mgtta'));
    const palette = paletteOf((name) =>
      /^--chart-([1-9]|1[0-2])$/.test(name) ? '#336699' : name.startsWith('--chart-1') ? '' : '#ffffff',
    );
    const looks = placesOf(Array.from({ length: 8 }, () => 'mgg')).map((place) =>
      JSON.stringify(styleOf(palette, place)),
    );
    expect(new Set(looks).size).toBe(8);
  });
});

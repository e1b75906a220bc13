import { describe, expect, it } from 'vitest';
import { axisStarts, axisValues } from '../../../../src-shared/curves/columns.ts';
import { diagnosticNames, joinedCurve, lossCurve, quantityValues } from '../../../../src-shared/curves/quantity.ts';

const first = { sizes: [4, 4], correct1: [2, 4], computeSeconds: [0.5, 1], diagnostics: { loss: [3, null] } };
const second = { sizes: [2], correct1: [0], computeSeconds: [2], diagnostics: { entropy: [7] } };

describe('the x axis', () => {
  it('is batches, images or seconds of computing, each at the end of its batch', () => {
    expect(axisValues([first], 'batches')).toEqual([1, 2]);
    expect(axisValues([first], 'images')).toEqual([4, 8]);
    expect(axisValues([first], 'seconds')).toEqual([0.5, 1.5]);
  });
});

describe('several streams in a row', () => {
  it('keep each diagnostic over its own batches', () => {
    const valuesOf = (name: string) => quantityValues([first, second], { kind: 'diagnostic', name });
    expect([valuesOf('loss'), valuesOf('entropy')]).toEqual([
      [3, null, null],
      [null, null, 7],
    ]);
    expect(diagnosticNames([first, second])).toEqual(['entropy', 'loss']);
    expect(diagnosticNames([{ ...first, diagnostics: { loss: [null, null] } }])).toEqual([]);
  });

  it('go on with one accuracy where the method goes on', () => {
    expect(joinedCurve([first, second], { kind: 'cumulative' }, 'images', false)).toEqual({
      x: [4, 8, 10],
      y: [0.5, 0.75, 0.6],
    });
  });

  it('start anew where it is reset, with an interrupted line', () => {
    expect(joinedCurve([first, second], { kind: 'cumulative' }, 'seconds', true)).toEqual({
      x: [0.5, 1.5, 1.5, 3.5],
      y: [0.5, 0.75, null, 0],
    });
  });

  it('may not have begun yet', () => {
    const empty = { sizes: [], correct1: [], computeSeconds: [], diagnostics: {} };
    expect(joinedCurve([first, empty], { kind: 'batch' }, 'batches', true)).toEqual({
      x: [1, 2],
      y: [0.5, 1],
    });
    expect(joinedCurve([], { kind: 'batch' }, 'batches', true)).toEqual({ x: [], y: [] });
  });

  it('start where the one before ends', () => {
    expect(axisStarts([first, second], 'batches')).toEqual([0, 2]);
    expect(axisStarts([first, second], 'images')).toEqual([0, 8]);
    expect(axisStarts([first, second, first], 'seconds')).toEqual([0, 1.5, 3.5]);
  });
});

it('columns in typed memory give the same curves; what is not a number there is a gap', () => {
  const typed = {
    sizes: Float64Array.of(4, 4),
    correct1: Float64Array.of(2, 4),
    computeSeconds: Float64Array.of(0.5, 1),
    diagnostics: { loss: Float64Array.of(3, NaN), nothing: Float64Array.of(NaN, NaN) },
  };
  for (const kind of ['cumulative', 'batch'] as const) {
    expect(joinedCurve([typed], { kind }, 'images', true)).toEqual(joinedCurve([first], { kind }, 'images', true));
  }
  const diagnostic = { kind: 'diagnostic', name: 'loss' } as const;
  expect(joinedCurve([typed, second], diagnostic, 'seconds', true)).toEqual(
    joinedCurve([first, second], diagnostic, 'seconds', true),
  );
  expect(diagnosticNames([typed])).toEqual(['loss']);
  expect(lossCurve({ firstStep: 4, losses: Float64Array.of(2, NaN, 1) })).toEqual({ x: [5, 6, 7], y: [2, null, 1] });
});

describe('one stream', () => {
  it('shows what it has of a diagnostic', () => {
    expect(joinedCurve([first], { kind: 'diagnostic', name: 'loss' }, 'batches', true).y).toEqual([3, null]);
    expect(joinedCurve([first], { kind: 'diagnostic', name: 'unknown' }, 'batches', true).y).toEqual([null, null]);
    expect(joinedCurve([first], { kind: 'windowed', window: { size: 1, unit: 'batches' } }, 'batches', true).y).toEqual(
      [0.5, 1],
    );
  });
});

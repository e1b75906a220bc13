import { describe, expect, it } from 'vitest';
import { axisValues, joinColumns } from '../../../../src-shared/curves/columns.ts';
import { diagnosticNames, joinedCurve, streamCurve } from '../../../../src-shared/curves/quantity.ts';

const first = { sizes: [4, 4], correct1: [2, 4], computeSeconds: [0.5, 1], diagnostics: { loss: [3, null] } };
const second = { sizes: [2], correct1: [0], computeSeconds: [2], diagnostics: { entropy: [7] } };

describe('the x axis', () => {
  it('is batches, images or seconds of computing, each at the end of its batch', () => {
    expect(axisValues(first, 'batches')).toEqual([1, 2]);
    expect(axisValues(first, 'images')).toEqual([4, 8]);
    expect(axisValues(first, 'seconds')).toEqual([0.5, 1.5]);
  });
});

describe('several streams in a row', () => {
  it('keep each diagnostic over its own batches', () => {
    expect(joinColumns([first, second]).diagnostics).toEqual({ loss: [3, null, null], entropy: [null, null, 7] });
    expect(diagnosticNames([first, second])).toEqual(['entropy', 'loss']);
    expect(diagnosticNames([{ ...first, diagnostics: { loss: [null, null] } }])).toEqual([]);
  });

  it('go on with one accuracy where the method goes on', () => {
    expect(joinedCurve([first, second], { kind: 'cumulative' }, 'images', false)).toEqual({
      x: [4, 8, 10],
      y: [0.5, 0.75, 0.6],
      starts: [0, 8],
    });
  });

  it('start anew where it is reset, with an interrupted line', () => {
    expect(joinedCurve([first, second], { kind: 'cumulative' }, 'seconds', true)).toEqual({
      x: [0.5, 1.5, 1.5, 3.5],
      y: [0.5, 0.75, null, 0],
      starts: [0, 1.5],
    });
  });

  it('may not have begun yet', () => {
    const empty = { sizes: [], correct1: [], computeSeconds: [], diagnostics: {} };
    expect(joinedCurve([first, empty], { kind: 'batch' }, 'batches', true)).toEqual({
      x: [1, 2],
      y: [0.5, 1],
      starts: [0, 2],
    });
    expect(joinedCurve([], { kind: 'batch' }, 'batches', true)).toEqual({ x: [], y: [], starts: [] });
  });
});

describe('one stream', () => {
  it('shows what it has of a diagnostic', () => {
    expect(streamCurve(first, { kind: 'diagnostic', name: 'loss' }, 'batches').y).toEqual([3, null]);
    expect(streamCurve(first, { kind: 'diagnostic', name: 'unknown' }, 'batches').y).toEqual([null, null]);
    expect(streamCurve(first, { kind: 'windowed', window: { size: 1, unit: 'batches' } }, 'batches').y).toEqual([
      0.5, 1,
    ]);
  });
});

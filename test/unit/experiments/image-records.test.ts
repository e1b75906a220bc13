import { describe, expect, it } from 'vitest';
import { imageRecords, keepsImageRecords } from '../../../src-main/experiments/image-records.ts';
import { shiftsMet, shiftName } from '../../../src-shared/runs/streams.ts';
import { fakeConfig } from '../../support/fakes.ts';

const streams = (...counts: number[]) => counts.map((imageCount) => ({ stream: { imageCount } }));

describe('keeping records of images', () => {
  it('is the default up to a million images', () => {
    expect(keepsImageRecords(fakeConfig(), streams(500_000, 500_000))).toBe(true);
    expect(keepsImageRecords(fakeConfig(), streams(500_000, 500_001))).toBe(false);
  });

  it('can be asked for and left out', () => {
    expect(keepsImageRecords(fakeConfig({ imageRecords: 'keep' }), streams(2e6))).toBe(true);
    expect(keepsImageRecords(fakeConfig({ imageRecords: 'drop' }), streams(1))).toBe(false);
  });
});

describe('the shifts of a run', () => {
  it('are those that its images come under, each once', () => {
    const shifts = [
      { corruption: 'fog', severity: 2 },
      { corruption: 'clean', severity: 0 },
    ];
    expect(shiftsMet(fakeConfig({ shifts })).map(shiftName)).toEqual(['fog/2', 'clean']);
    const course = fakeConfig({ shifts, course: 'gradual', rounds: 3 });
    expect(shiftsMet(course).map(shiftName)).toEqual(['fog/1', 'fog/2', 'clean']);
    expect(shiftsMet(fakeConfig({ shifts, order: 'mixed' })).map(shiftName)).toEqual(['fog/2', 'clean']);
  });
});

describe('records of a batch', () => {
  const fog = { corruption: 'fog', severity: 5 };
  const snow = { corruption: 'snow', severity: 3 };
  const values = { confidence: 0.5, entropy: 1, nll: 2, brier: 1, energy: -3, correct: false };
  const outcome = {
    predictions: [
      { ...values, label: 0, prediction: 2, rank: 1 },
      { ...values, label: 1, prediction: 1, rank: 0 },
    ],
    samples: [
      { index: 41, shift: snow },
      { index: 7, shift: fog },
    ],
  };

  it('say which image it was under which shift', () => {
    const shifts = [fog, { ...fog, severity: 4 }, snow];
    expect(imageRecords(outcome, fakeConfig(), shifts)).toMatchObject([
      { index: 41, shift: 2, label: 0, prediction: 2 },
      { index: 7, shift: 0, label: 1, prediction: 1 },
    ]);
  });

  it('have the classes of the model where a mask leaves some out', () => {
    const config = fakeConfig({ classMask: [3, 10, 999] });
    expect(imageRecords(outcome, config, [fog, snow])).toMatchObject([
      { label: 3, prediction: 999 },
      { label: 10, prediction: 10 },
    ]);
  });
});

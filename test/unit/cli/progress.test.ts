import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../../src-shared/api/runs.ts';
import { Pace } from '../../../src-main/runs/progress.ts';
import { plainView } from '../../../src-main/shells/cli/progress.ts';

const base: RunProgress = {
  runId: 'a',
  name: 'TENT',
  stage: null,
  done: 0,
  total: 20,
  shift: null,
  shiftAccuracy: null,
  secondsLeft: null,
};

describe('plainView', () => {
  it('writes a line for each stage, each finished shift, and now and then', () => {
    let now = 0;
    const lines: string[] = [];
    const view = plainView(
      (line) => lines.push(line),
      10_000,
      () => now,
    );
    view.show({ ...base, stage: 'Loading the model', total: 0 });
    view.show(base);
    view.show({ ...base, shift: 'fog/5', done: 1, shiftAccuracy: 0.5, secondsLeft: 19 });
    view.show({ ...base, shift: 'fog/5', done: 2, shiftAccuracy: 0.25, secondsLeft: 18 });
    now = 10_000;
    view.show({ ...base, shift: 'fog/5', done: 10, shiftAccuracy: 0.3, secondsLeft: 90 });
    view.show({ ...base, shift: 'snow/5', done: 10 });
    view.show({ ...base, shift: 'snow/5', done: 20, shiftAccuracy: 0.125, secondsLeft: 0 });
    view.close();
    expect(lines).toEqual([
      'TENT: Loading the model',
      'TENT: 10 of 20, fog/5 30.0 %, 1 min 30 s left',
      'TENT: 10 of 20, fog/5 30.0 %, 1 min 30 s left',
      'TENT: 20 of 20, snow/5 12.5 %, 0.0 s left',
    ]);
  });
});

it('the mean over the streams stands beside the stream under way, where they differ', () => {
  const lines: string[] = [];
  const view = plainView((line) => lines.push(line));
  const soFar = {
    averageTop1: 0.4,
    averageTop5: 1,
    averageEce: null,
    images: 8,
    computeSeconds: 1,
    imagesPerSecond: 8,
  };
  view.show({ ...base, shift: 'fog/5', done: 10, shiftAccuracy: 0.4, soFar });
  view.show({ ...base, shift: 'snow/5', done: 20, shiftAccuracy: 0.2, soFar: { ...soFar, averageTop1: 0.3 } });
  view.close();
  expect(lines).toEqual(['TENT: 10 of 20, fog/5 40.0 %', 'TENT: 20 of 20, snow/5 20.0 %, mean 30.0 %']);
});

describe('Pace', () => {
  it('estimates from the second batch of this attempt on', () => {
    let now = 5000;
    const pace = new Pace(() => now);
    expect(pace.secondsLeft(11, 20)).toBeNull();
    now = 9000;
    expect(pace.secondsLeft(13, 20)).toBe(14);
  });

  it('does not count a pause', () => {
    let now = 0;
    const pace = new Pace(() => now);
    pace.secondsLeft(0, 10);
    now = 1000;
    pace.pause();
    now = 900_000;
    pace.resume();
    expect(pace.secondsLeft(1, 10)).toBe(9);
  });
});

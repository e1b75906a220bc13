import { describe, expect, it } from 'vitest';
import { betterAtOnce, isShared, speedUp } from '../../../src-shared/devices.ts';
import { jobsToTry } from '../../../src-main/planning/engines/at-once.ts';
import { fasterAtATime, secondsTogether, type AtATime } from '../../../src-main/planning/pace.ts';

const measured = {
  ...{ family: 'small', batchSize: 64, measuredAt: '2026-01-01T00:00:00.000Z' },
  entries: [
    { jobs: 1, threads: 4, imagesPerSecond: 100 },
    { jobs: 2, threads: 2, imagesPerSecond: 160 },
    { jobs: 4, threads: 1, imagesPerSecond: 164 },
  ],
};
const book: AtATime = { jobs: 1, gpuPlaces: 0, measured: (family) => (family === 'small' ? measured : undefined) };
const onCpu = (seconds: number, family = 'small') => ({ seconds, family, engine: 'onnx-cpu' });
const onGpu = (seconds: number) => ({ seconds, family: 'small', engine: 'onnx-cuda' });

describe('runs at a time', () => {
  it('are tried in numbers that divide the threads', () => {
    expect(jobsToTry(1)).toEqual([1]);
    expect(jobsToTry(6)).toEqual([1, 2, 3, 6]);
    expect(jobsToTry(16)).toEqual([1, 2, 4, 8]);
  });

  it('are advised where that was measured to be faster, and not for a hair', () => {
    expect(speedUp(measured, 2)).toBe(1.6);
    expect(speedUp(measured, 3)).toBe(1);
    expect(betterAtOnce(measured, 1)).toBe(4);
    expect(betterAtOnce(measured, 2)).toBeUndefined();
    expect(betterAtOnce(measured, 1, 3)).toBe(2);
    const slower = { entries: [measured.entries[0]!, { jobs: 2, threads: 1, imagesPerSecond: 70 }] };
    expect(betterAtOnce(slower, 1)).toBeUndefined();
    expect(betterAtOnce(slower, 2)).toBe(1);
  });

  it('take as long as it was measured, and no less where nothing was', () => {
    const four = [10, 10, 10, 10].map((seconds) => onCpu(seconds));
    expect(secondsTogether(four, book)).toBe(40);
    expect(secondsTogether(four, { ...book, jobs: 2 })).toBe(25);
    expect(secondsTogether(four.slice(0, 1), { ...book, jobs: 2 })).toBe(10);
    expect(secondsTogether([onCpu(10, 'other'), onCpu(10, 'other')], { ...book, jobs: 2 })).toBe(20);
    expect(fasterAtATime(four, book)).toEqual({ jobs: 4, seconds: 40 / 1.64 });
    expect(fasterAtATime(four.slice(0, 1), book)).toBeUndefined();
    expect(fasterAtATime([onGpu(10), onGpu(10)], book)).toBeUndefined();
  });

  it('on GPUs share them, beside the CPU', () => {
    const two = { ...book, gpuPlaces: 2 };
    expect(secondsTogether([onGpu(10), onGpu(10), onGpu(10), onGpu(10)], two)).toBe(20);
    expect(secondsTogether([onGpu(30), onGpu(1)], two)).toBe(30);
    expect(secondsTogether([onGpu(10), onCpu(25)], two)).toBe(25);
    expect(secondsTogether([], two)).toBe(0);
  });
});

it('a run that shared its device says nothing of how fast one is alone', () => {
  expect(isShared('CPU · 1/2: Example')).toBe(true);
  expect(isShared('GPU 0: NVIDIA Example 1/2')).toBe(false);
  expect(isShared('CPU: Example')).toBe(false);
  expect(isShared(undefined)).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { adaptFigures, figuresOverStreams, headlineOf, streamSoFar } from '../../../src-shared/run-figures.ts';
import type { AdaptFigures, AdaptRun, PretrainRun } from '../../../src-shared/records.ts';
import { doneRun } from './comparison/support.ts';

const done = { top1: 0.9, top5: 1, ece: 0.2, images: 100, computeSeconds: 4 };

describe('figures over streams', () => {
  it('let each stream count the same, one under way with what it has', () => {
    const underWay = streamSoFar({ images: 10, correct1: 5, correct5: 8, computeSeconds: 1 });
    const figures = figuresOverStreams([done, underWay]);
    expect(figures).toMatchObject({ averageTop5: 0.9, averageEce: 0.2, images: 110, computeSeconds: 5 });
    expect(figures.averageTop1).toBeCloseTo(0.7, 12);
    expect(figures.imagesPerSecond).toBe(22);
  });

  it('leave out streams without an image, and are null without any', () => {
    const empty = streamSoFar({ images: 0, correct1: 0, correct5: 0, computeSeconds: 0 });
    expect(figuresOverStreams([done, empty]).averageTop1).toBe(0.9);
    const nothing = { averageTop1: null, averageTop5: null, averageEce: null, imagesPerSecond: null };
    expect(figuresOverStreams([empty])).toMatchObject(nothing);
    expect(figuresOverStreams([])).toMatchObject({ ...nothing, images: 0, computeSeconds: 0 });
  });
});

describe('the headline of a run', () => {
  const { run } = doneRun('TENT', { fog: 0.5, snow: 0.7 });
  const soFar = (averageTop1: number, computeSeconds: number): AdaptFigures => ({
    ...{ averageTop1, averageTop5: 1, averageEce: null, images: 10, computeSeconds, imagesPerSecond: 1 },
  });
  const paused: AdaptRun = { ...run, status: 'paused', summary: null, soFar: soFar(0.4, 3) };

  it('is what it ended with', () => {
    expect(headlineOf(run)).toEqual({ accuracy: 0.6, seconds: 1, soFar: false });
    expect(adaptFigures(run, { soFar: soFar(0.1, 9) })).toBe(run.summary);
  });

  it('is what it has so far, by the latest that is known', () => {
    expect(headlineOf(paused)).toEqual({ accuracy: 0.4, seconds: 3, soFar: true });
    expect(headlineOf(paused, { soFar: soFar(0.45, 4) })).toEqual({ accuracy: 0.45, seconds: 4, soFar: true });
    const { soFar: _none, ...queued } = { ...paused, status: 'queued' as const };
    expect(headlineOf(queued)).toEqual({ accuracy: null, seconds: null, soFar: true });
  });

  it('of a pre-training is that of its best epoch, and the time of its epochs', () => {
    const figures = { bestEpoch: 2, bestAccuracy: 0.55, totalSeconds: 30 };
    const pretraining = { ...paused, kind: 'pretrain', soFar: figures } as unknown as PretrainRun;
    expect(headlineOf(pretraining)).toEqual({ accuracy: 0.55, seconds: 30, soFar: true });
  });
});

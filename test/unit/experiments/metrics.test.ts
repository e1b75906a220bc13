import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addToBins, emptyBins, expectedCalibrationError } from '../../../src-main/experiments/metrics-calibration.ts';
import { labelsWithinMask, scoreBatch, type BatchOutputs } from '../../../src-main/experiments/metrics-score.ts';
import { summariseRun, summariseShift } from '../../../src-main/experiments/metrics-summary.ts';
import { addBatch, emptyMetrics, figuresOf, streamMetricsSchema } from '../../../src-main/experiments/metrics.ts';

interface Reference {
  readonly source: string;
  readonly logits: boolean;
  readonly ece: number;
  readonly ece_n_bins_10: number;
  readonly accuracy: number;
  readonly bin_prop: number[];
  readonly bin_acc: number[];
  readonly bin_conf: number[];
  readonly labels: number[];
  readonly outputs: number[][];
}

const file = new URL('../../data/ece.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

function outputsOf({ outputs, labels, logits }: Reference, first = 0, end = labels.length): BatchOutputs {
  return {
    values: new Float32Array(outputs.slice(first, end).flat()),
    kind: logits ? 'logits' : 'probabilities',
    classes: outputs[0]!.length,
    labels: new Int32Array(labels.slice(first, end)),
  };
}

const timing = { computeSeconds: 0.5, loadSeconds: 0.25, adapted: true };

function metricsOf(reference: Reference, batchSize: number, bins = 15) {
  let metrics = emptyMetrics(bins);
  for (let first = 0; first < reference.labels.length; first += batchSize) {
    const outputs = outputsOf(reference, first, Math.min(first + batchSize, reference.labels.length));
    const { counts, predictions } = scoreBatch(outputs);
    metrics = addBatch(metrics, { ...counts, ...timing }, predictions);
  }
  return metrics;
}

describe.each(references)('the reference outputs of $source', (reference) => {
  it('give the reference accuracy and calibration error', () => {
    const metrics = metricsOf(reference, 96);
    expect(figuresOf(metrics).top1).toBeCloseTo(reference.accuracy, 12);
    expect(Math.abs(figuresOf(metrics).ece! - reference.ece)).toBeLessThan(1e-6);
    expect(Math.abs(figuresOf(metricsOf(reference, 96, 10)).ece! - reference.ece_n_bins_10)).toBeLessThan(1e-6);
    metrics.bins.forEach(({ count, correct, confidence }, bin) => {
      expect(count / 96).toBeCloseTo(reference.bin_prop[bin]!, 6);
      expect(count && correct / count).toBeCloseTo(reference.bin_acc[bin]!, 6);
      expect(count && confidence / count).toBeCloseTo(reference.bin_conf[bin]!, 6);
    });
  });

  it('give the same in batches of 7, with a smaller last one, stored and read back in between', () => {
    let metrics = emptyMetrics();
    for (let first = 0; first < 96; first += 7) {
      const stored: unknown = JSON.parse(JSON.stringify(metrics));
      const { counts, predictions } = scoreBatch(outputsOf(reference, first, Math.min(first + 7, 96)));
      metrics = addBatch(streamMetricsSchema.parse(stored), { ...counts, ...timing }, predictions);
    }
    const whole = figuresOf(metricsOf(reference, 96));
    expect(figuresOf(metrics)).toMatchObject({ top1: whole.top1, top5: whole.top5 });
    expect(figuresOf(metrics).ece).toBeCloseTo(whole.ece!, 12);
    expect(metrics).toMatchObject({ images: 96, adaptedBatches: 14, computeSeconds: 7, loadSeconds: 3.5 });
  });
});

describe('scoring', () => {
  const score = (rows: number[][], labels: number[], kind: BatchOutputs['kind'] = 'logits') =>
    scoreBatch({
      values: new Float32Array(rows.flat()),
      kind,
      classes: rows[0]!.length,
      labels: new Int32Array(labels),
    });

  it('counts the first and the first five', () => {
    const row = [7, 6, 5, 4, 3, 2, 1];
    const counted = score([row, row, row, row], [0, 1, 4, 5]);
    expect(counted.counts).toEqual({ size: 4, correct1: 1, correct5: 3 });
    expect(counted.predictions.map(({ correct }) => correct)).toEqual([true, false, false, false]);
  });

  it('prefers the lower index of equal outputs', () => {
    expect(score([[1, 1]], [0]).counts.correct1).toBe(1);
    expect(score([[1, 1]], [1]).counts.correct1).toBe(0);
  });

  it('takes outputs that are not numbers for wrong', () => {
    expect(score([[NaN, 1]], [0]).counts).toMatchObject({ correct1: 0, correct5: 0 });
    expect(score([[NaN, 1]], [1]).counts).toMatchObject({ correct1: 0, correct5: 1 });
  });

  it('finds the confidence of logits far from zero', () => {
    expect(score([[1000, 1000]], [0]).predictions[0]!.confidence).toBe(0.5);
    expect(score([[-1000, -2000]], [0]).predictions[0]!.confidence).toBe(1);
    expect(score([[0.75, 0.25]], [0], 'probabilities').predictions[0]!.confidence).toBe(0.75);
  });

  it('refuses what does not fit', () => {
    const badInput = expect.objectContaining({ code: 'bad-input' }) as Error;
    expect(() => score([[1, 2]], [0, 1])).toThrow(badInput);
    expect(() => score([[1, 2]], [2])).toThrow(badInput);
    expect(() => score([[1, 2]], [-2])).toThrow(badInput);
  });

  it('maps labels into a class mask', () => {
    expect(labelsWithinMask(new Int32Array([30, 10, 20]), [10, 20, 30])).toEqual(new Int32Array([2, 0, 1]));
    expect(() => labelsWithinMask(new Int32Array([11]), [10, 20])).toThrow(/Class 11/);
  });
});

describe('calibration bins', () => {
  const binsWith = (confidence: number, count = 15) =>
    addToBins(emptyBins(count), [{ confidence, correct: true }]).flatMap((bin, i) => (bin.count > 0 ? [i] : []));

  it.each([15, 25])('are open below and closed above (%i)', (count) => {
    for (let edge = 1; edge <= count; edge++) {
      expect(binsWith(edge / count, count)).toEqual([edge - 1]);
      if (edge < count) expect(binsWith((edge / count) * (1 + 2 ** -52), count)).toEqual([edge]);
    }
  });

  it('do not hold 0 and what is not a number', () => {
    expect(binsWith(0)).toEqual([]);
    expect(binsWith(NaN)).toEqual([]);
  });

  it('take a rounding error above 1 into the last', () => expect(binsWith(1.0000001)).toEqual([14]));

  it('weigh by all images', () => {
    const bins = addToBins(emptyBins(2), [
      { confidence: 0.4, correct: true },
      { confidence: 0.9, correct: false },
    ]);
    expect(expectedCalibrationError(bins, 4)).toBeCloseTo((0.6 + 0.9) / 4, 12);
    expect(expectedCalibrationError(emptyBins(), 0)).toBeNull();
  });
});

describe('the accuracy over the stream', () => {
  const batches = [
    { size: 4, correct1: 4 },
    { size: 4, correct1: 2 },
    { size: 2, correct1: 0 },
  ];

  it('is cumulative, each image counting the same', () => {
    let metrics = emptyMetrics();
    expect(figuresOf(metrics)).toEqual({ top1: null, top5: null, ece: null });
    for (const { size, correct1 } of batches) {
      metrics = addBatch(metrics, { size, correct1, correct5: size, ...timing }, []);
    }
    expect(figuresOf(metrics)).toMatchObject({ top1: 0.6, top5: 1 });
  });

  it('goes on from a checkpoint of version 0.1, which holds the latest batches as well', () => {
    const stored = { ...emptyMetrics(), images: 4, correct1: 3, recent: [{ size: 4, correct1: 3 }], window: 20 };
    expect(streamMetricsSchema.parse(stored)).toEqual({ ...emptyMetrics(), images: 4, correct1: 3 });
  });
});

describe('the summary of a run', () => {
  it('is the mean over its shifts', () => {
    const shift = (correct1: number, size: number) =>
      summariseShift(addBatch(emptyMetrics(), { size, correct1, correct5: size, ...timing }, []), size === 4 ? 1 : 0);
    expect(summariseRun([shift(1, 4), shift(6, 6)], { totalSeconds: 9, peakMemoryBytes: 5 })).toEqual({
      averageTop1: 0.625,
      averageTop5: 1,
      averageEce: 0,
      images: 10,
      skipped: 1,
      computeSeconds: 1,
      loadSeconds: 0.5,
      imagesPerSecond: 10,
      totalSeconds: 9,
      peakMemoryBytes: 5,
    });
  });

  const whole = { totalSeconds: 9, peakMemoryBytes: 5 };
  const unreadable = summariseShift(emptyMetrics(), 6);

  it('leaves out a shift of which no image could be read', () => {
    expect(unreadable).toMatchObject({ top1: null, top5: null, ece: null, images: 0, skipped: 6 });
    const predictions = Array.from({ length: 6 }, () => ({ confidence: 0.75, correct: true }));
    const batch = { size: 6, correct1: 6, correct5: 6, ...timing };
    const read = summariseShift(addBatch(emptyMetrics(), batch, predictions), 0);
    expect(summariseRun([read, unreadable, read], whole)).toMatchObject({
      ...{ averageTop1: 1, averageTop5: 1, averageEce: 0.25, images: 12, skipped: 6, imagesPerSecond: 12 },
    });
  });

  it('has no accuracy and no speed where nothing could be read', () => {
    const nothing = { averageTop1: null, averageTop5: null, averageEce: null, images: 0, imagesPerSecond: null };
    expect(summariseRun([unreadable, unreadable], whole)).toMatchObject({ ...nothing, skipped: 12 });
    expect(summariseRun([], whole)).toMatchObject(nothing);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreBatch } from '../../../../src-main/experiments/metrics-score.ts';
import { packRecords, recordBytes, unpackRecords } from '../../../../src-shared/metrics/image-records.ts';
import { averageQuality, qualityOf, withQuality } from '../../../../src-shared/metrics/quality.ts';

interface Recorded {
  readonly logits: number[];
  readonly classes: number;
  readonly labels: number[];
  readonly nll: number;
  readonly brier: number;
  readonly entropy: number[];
  readonly energy: number[];
  readonly ranks: number[];
}

/** Values of scikit-learn and NumPy. */
const { scores } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../data/metrics.json'), 'utf8'),
) as { scores: Recorded[] };

const predictionsOf = ({ logits, classes, labels }: Recorded) =>
  scoreBatch({ values: Float32Array.from(logits), kind: 'logits', classes, labels: Int32Array.from(labels) })
    .predictions;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('what is predicted for an image', () => {
  it.each(scores)('has the values of scikit-learn, $classes classes', (recorded) => {
    const predictions = predictionsOf(recorded);
    expect(Math.abs(mean(predictions.map(({ nll }) => nll)) - recorded.nll)).toBeLessThan(1e-9);
    expect(Math.abs(mean(predictions.map(({ brier }) => brier)) - recorded.brier)).toBeLessThan(1e-9);
    predictions.forEach(({ entropy, energy, rank, prediction, label, correct }, i) => {
      expect(Math.abs(entropy - recorded.entropy[i]!)).toBeLessThan(1e-9);
      expect(Math.abs(energy - recorded.energy[i]!)).toBeLessThan(1e-9);
      expect(rank).toBe(recorded.ranks[i]);
      expect(prediction === label).toBe(correct);
    });
  });

  it('stays finite where a probability vanishes', () => {
    const [sure] = predictionsOf({ ...scores[0]!, logits: [1000, -1000, 0], classes: 3, labels: [1] });
    expect(sure).toMatchObject({
      confidence: 1,
      entropy: 0,
      nll: 2000,
      brier: 2,
      energy: -1000,
      prediction: 0,
      rank: 2,
    });
  });
});

describe('records of images', () => {
  const records = predictionsOf(scores[1]!).map((prediction, i) => ({
    ...prediction,
    index: 70_000 + i,
    shift: i % 3,
  }));
  const packed = packRecords(records);

  it('take 32 bytes each, and come back as they were', () => {
    expect(recordBytes).toBe(32);
    expect(packed).toHaveLength(32 * records.length);
    const columns = unpackRecords(packed);
    records.forEach((record, i) => {
      for (const key of ['index', 'shift', 'label', 'prediction', 'rank'] as const) {
        expect(columns[key][i]).toBe(record[key]);
      }
      for (const key of ['confidence', 'entropy', 'nll', 'brier', 'energy'] as const) {
        expect(columns[key][i]).toBe(Math.fround(record[key]));
      }
    });
  });

  it('may come in several blocks', () => {
    const blocks = [packRecords(records.slice(0, 7)), packRecords(records.slice(7))];
    expect(Buffer.concat(blocks)).toEqual(Buffer.from(packed));
  });

  it('give the quality of a stream', () => {
    const quality = qualityOf(unpackRecords(packed));
    expect(quality.nll).toBeCloseTo(scores[1]!.nll, 6);
    expect(quality.brier).toBeCloseTo(scores[1]!.brier, 6);
    const right = records.map(({ rank }) => rank === 0);
    const accuracyOf = (label: number) =>
      mean(records.flatMap((one, i) => (one.label === label ? Number(right[i]) : [])));
    expect(quality.worstClass).toBe(Math.min(...records.map(({ label }) => accuracyOf(label))));
  });

  it('count for a stream only when all of its images have one', () => {
    expect(withQuality({ images: records.length }, packed).quality).toEqual(qualityOf(unpackRecords(packed)));
    expect(withQuality({ images: records.length + 1 }, packed)).toEqual({ images: records.length + 1 });
    expect(withQuality({ images: 0 }, new Uint8Array())).toEqual({ images: 0 });
  });

  it('have no ranking where all predictions are right', () => {
    const right = packRecords(records.map((record) => ({ ...record, rank: 0 })));
    expect(qualityOf(unpackRecords(right))).toMatchObject({ auroc: null, fpr95Energy: null, aurc: 0, worstClass: 1 });
  });
});

describe('the quality of a run', () => {
  const quality = {
    ...qualityOf(unpackRecords(packRecords(predictionsOf(scores[1]!).map((one) => ({ ...one, index: 0, shift: 0 }))))),
  };

  it('is the mean over its streams, which count the same', () => {
    const streams = [
      { images: 10, quality: { ...quality, nll: 1, auroc: null } },
      { images: 30, quality: { ...quality, nll: 2, auroc: 0.75 } },
      { images: 0 },
    ];
    expect(averageQuality(streams)).toMatchObject({ nll: 1.5, auroc: 0.75 });
  });

  it('is unknown where a stream has none', () => {
    expect(averageQuality([{ images: 10, quality }, { images: 10 }])).toBeUndefined();
    expect(averageQuality([])).toBeUndefined();
  });
});

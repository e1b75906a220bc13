import { describe, expect, it } from 'vitest';
import { float32 } from '../../../src-main/engines/engine.ts';
import { include, intervalLosses, nothingSeen } from '../../../src-main/methods/foa-interval.ts';
import { noise } from './support.ts';
import { results, stateOf } from './support-stream.ts';

/** Mean and squared deviations of some rows of two features. */
function moments(rows: readonly number[][]): { means: number[]; squares: number[] } {
  const means = [0, 1].map((j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length);
  return { means, squares: means.map((mean, j) => rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0)) };
}

describe('what was seen of the candidates', () => {
  const values = noise(10, 3);
  const rows = [0, 1, 2, 3, 4].map((i) => [values[2 * i]!, values[2 * i + 1]!]);
  const seen = [rows.slice(0, 2), rows.slice(2, 3), rows.slice(3)].reduce(
    (before, part) => {
      const { means, squares } = moments(part);
      const found = { entropy: [part.length], means, squares };
      const [entropy, ...rest] = [found.entropy, found.means, found.squares].map((list) => Float32Array.from(list));
      return include(before, { entropy: entropy!, means: rest[0]!, squares: rest[1]! }, part.length);
    },
    nothingSeen(1, 2),
  );

  it('is put together as if all images had come at once', () => {
    const together = moments(rows);
    seen.means.data.forEach((value, j) => expect(value).toBeCloseTo(together.means[j]!, 5));
    seen.squares.data.forEach((value, j) => expect(value).toBeCloseTo(together.squares[j]!, 5));
    expect([seen.batches, seen.images].map(({ data }) => data[0])).toEqual([3, 5]);
  });

  it('gives the loss of FOA', () => {
    const { means, squares } = moments(rows);
    const source = { 'source.std': float32(Float32Array.of(0.1, 0.2)), 'source.mean': float32(Float32Array.of(1, 2)) };
    const std = squares.map((square) => Math.sqrt(square / 4));
    const distance = (std[0]! - 0.1) ** 2 + (std[1]! - 0.2) ** 2 + (means[0]! - 1) ** 2 + (means[1]! - 2) ** 2;
    expect(intervalLosses(seen, source, 0.4)[0]).toBeCloseTo(5 + (0.4 * 5 * distance) / 64, 5);
  });
});

describe('FOA-I V1', () => {
  it('tries the same candidates on all images of an interval, then searches on', async () => {
    const found = await results('foa_i_v1', { interval: 2, prompts: 1, population: 6 }, [5, 6, 7, 8], 1);
    const [first, second, third] = stateOf(found, 'candidates');
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    expect(found.map(({ diagnostics }) => diagnostics['updated'])).toEqual([0, 1, 0, 1]);
    expect(stateOf(found, 'seen.images').flat()).toEqual([1, 0, 1, 0]);
    // The best of an interval is the last candidate of the next, by which its images are predicted.
    const best = stateOf(found, 'best')[1]!;
    expect(third!.slice(-best.length)).toEqual(best);
    const outputs = found[2]!.details['candidate_outputs']!.data;
    expect([...found[2]!.logits.data]).toEqual([...outputs.slice(-3)]);
  });
});

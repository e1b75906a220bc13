import { describe, expect, it } from 'vitest';
import { decimate } from '../../../../src-shared/curves/decimate.ts';

const wave = Array.from({ length: 800 }, (_, index) => Math.sin(index / 30));
const x = wave.map((_, index) => index);

describe('decimation', () => {
  it('keeps ends, peaks and the number asked for', () => {
    const y = wave.map((value, index) => (index === 333 ? 9 : value));
    const kept = decimate({ x, y }, 100);
    expect(kept).toHaveLength(100);
    expect(kept).toContain(333);
    expect([kept[0], kept.at(-1)]).toEqual([0, 799]);
    expect(kept.every((index, place) => place === 0 || index > kept[place - 1]!)).toBe(true);
  });

  it('stays close to the curve', () => {
    const kept = decimate({ x, y: wave }, 100);
    wave.forEach((value, index) => {
      const right = kept.findIndex((candidate) => candidate >= index);
      const [after, before] = [kept[right]!, kept[Math.max(0, right - 1)]!];
      const share = after === before ? 0 : (index - before) / (after - before);
      expect(Math.abs(wave[before]! + share * (wave[after]! - wave[before]!) - value)).toBeLessThan(0.03);
    });
  });

  it('keeps everything of a short curve', () => {
    expect(decimate({ x: [1, 2, 3], y: [1, 2, 3] }, 100)).toEqual([0, 1, 2]);
    expect(decimate({ x: [], y: [] }, 100)).toEqual([]);
  });

  it('takes a stretch with the neighbours that lead out of it', () => {
    expect(decimate({ x: [0, 1, 2, 3, 4, 5], y: [0, 0, 0, 0, 0, 0] }, 100, 1.5, 3.5)).toEqual([1, 2, 3, 4]);
  });

  it('keeps gaps as gaps', () => {
    const y = wave.map((value, index) => (index >= 400 && index < 420 ? null : value));
    const kept = decimate({ x, y }, 60);
    const gaps = kept.filter((index) => y[index] === null);
    expect(gaps).toEqual([419]);
    expect(kept.length).toBeLessThan(65);
    expect(decimate({ x: [0, 1], y: [null, null] }, 10)).toEqual([]);
  });
});

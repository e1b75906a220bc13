import { describe, expect, it } from 'vitest';
import { createPreparer } from '../../../../src-main/data/prepare/prepare.ts';
import { findQuickstartFolder } from '../../../../src-main/data/datasets.ts';
import { quickstartStrengths } from '../../../../src-main/data/quickstart/strengths.ts';
import { allCorruptionNames, severities } from '../../../../src-shared/corruptions.ts';

describe('quickstartStrengths', () => {
  it('has a strength of its own for each severity of all 19 corruptions', () => {
    expect(Object.keys(quickstartStrengths).toSorted()).toEqual([...allCorruptionNames].toSorted());
    for (const name of allCorruptionNames) {
      const rows = quickstartStrengths[name].map((parameters) => JSON.stringify(parameters));
      expect(new Set(rows).size).toBe(severities.length);
    }
  });

  it('changes images more at severity 5 than at 1', async () => {
    const prepare = await createPreparer({ kind: 'painted', folder: findQuickstartFolder(), split: 'validation' });
    const pixels = async (index: number, corruption: string, severity: number): Promise<Uint8Array> => {
      const result = await prepare({ index, shift: { corruption, severity }, imageSize: 32 });
      if ('reason' in result) throw new Error(result.reason);
      return result.pixels;
    };
    for (const corruption of allCorruptionNames) {
      const change = [0, 0];
      for (let index = 0; index < 3; index++) {
        const clean = await pixels(index, 'clean', 0);
        for (const [i, severity] of [1, 5].entries()) {
          const corrupted = await pixels(index, corruption, severity);
          change[i]! += corrupted.reduce((sum, value, at) => sum + Math.abs(value - clean[at]!), 0) / clean.length;
        }
      }
      expect(change[1], corruption).toBeGreaterThan(change[0]!);
    }
  });
});

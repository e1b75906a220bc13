import { describe, expect, it } from 'vitest';
import { seeded } from '../../../src-shared/random.ts';
import { fuzz } from '../../fuzz/fuzz.ts';
import { mutateBytes, mutateJson } from '../../fuzz/mutate.ts';
import { targets } from '../../fuzz/targets/index.ts';
import { thorough } from '../../support/thorough.ts';

/** How many of a round's cases are tried. */
const casesOf = (round: number): number => (thorough ? round : Math.min(round, Math.max(20, Math.ceil(round / 15))));

describe('mutations', () => {
  it('are the same for the same seed, and others for another', () => {
    const bytes = Buffer.from('a file of some bytes');
    const draw = (seed: number) =>
      Array.from({ length: 20 }, (_, i) => mutateBytes(bytes, seeded(seed, i)).toString('hex'));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(new Set(draw(1)).size).toBeGreaterThan(15);
  });

  it('leave what they are made of as it was', () => {
    const value = { a: [1, { b: 'c' }], d: null };
    const before = JSON.stringify(value);
    const changed = Array.from({ length: 50 }, (_, i) => mutateJson(value, seeded(i)));
    expect(JSON.stringify(value)).toBe(before);
    expect(changed.filter((other) => JSON.stringify(other) !== before).length).toBeGreaterThan(40);
  });
});

describe('a round', () => {
  it('counts outcomes and keeps the cases that failed', async () => {
    const target = {
      name: 'every third',
      open: () => {
        let count = 0;
        return {
          attempt: () => {
            if (++count % 3 === 0) throw new Error('broken');
            return 'fine';
          },
        };
      },
    };
    const { cases, outcomes, failures } = await fuzz(target, { seed: 1, cases: 10, first: 5 });
    expect({ cases, outcomes }).toEqual({ cases: 10, outcomes: { fine: 7 } });
    expect(failures.map((failure) => failure.case)).toEqual([7, 10, 13]);
  });

  it('is one of ten thousand cases', () => {
    expect(targets.reduce((sum, { round = 60 }) => sum + round, 0)).toBeGreaterThanOrEqual(10_000);
  });

  it.each(targets.map((target) => [target.name, target] as const))(
    'of %s ends well in every case',
    async (_, target) => {
      const wanted = casesOf(target.round ?? 60);
      const { failures, cases } = await fuzz(target, { seed: 1, cases: wanted });
      expect(failures).toEqual([]);
      expect(cases).toBe(wanted);
    },
    300_000,
  );
});

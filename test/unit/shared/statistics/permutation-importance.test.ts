import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../src-shared/random.ts';
import { permutationImportance } from '../../../../src-shared/statistics/permutation-importance.ts';

const random = seeded(3);
const rows = Array.from({ length: 60 }, () => [random(), random(), random()]);

describe('permutation importance', () => {
  it('finds the feature that the target hangs on', () => {
    const shares = permutationImportance(
      rows,
      rows.map(([, b]) => Math.sin(3 * b!)),
    )!;
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[1]).toBeGreaterThan(0.9);
  });

  it('weighs two features by what they do', () => {
    const [first, second, third] = permutationImportance(
      rows,
      rows.map(([a, b]) => 2 * a! + b!),
    )!;
    expect(first).toBeGreaterThan(second!);
    expect(second).toBeGreaterThan(third!);
  });

  it('is the same each time, and zero without differences', () => {
    const targets = rows.map(([a]) => a!);
    expect(permutationImportance(rows, targets)).toEqual(permutationImportance(rows, targets));
    expect(permutationImportance(rows.slice(0, 7), targets.slice(0, 7))).toBeNull();
    expect(
      permutationImportance(
        rows,
        rows.map(() => 1),
      ),
    ).toBeNull();
  });
});

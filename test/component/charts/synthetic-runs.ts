import { corruptionNames } from '../../../src-shared/corruptions.ts';
import type { CurveRun } from '../../../src-shared/charts/types.ts';

/** Repeatable numbers between 0 and 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** A run on the 15 corruptions that learns on each of them. */
function syntheticRun(index: number, batches: number, seeds: number): CurveRun {
  const random = generator(index + 1);
  const method = Math.floor(index / seeds);
  const shifts = corruptionNames.map((corruption, position) => {
    const count = Math.floor(((position + 1) * batches) / 15) - Math.floor((position * batches) / 15);
    const rows = Array.from({ length: count }, (_, batch) => {
      const chance = 0.5 + 0.003 * (method % 60) + 0.1 * Math.sin(position) - 0.15 * Math.exp(-batch / 10);
      return Math.round(64 * Math.max(0, Math.min(1, chance + 0.1 * (random() - 0.5))));
    });
    return {
      corruption,
      severity: 5,
      sizes: rows.map(() => 64),
      correct1: rows,
      computeSeconds: rows.map(() => 0.4 + 0.1 * random()),
      diagnostics: { loss: rows.map((correct, batch) => (batch % 50 === 7 ? null : 2 - correct / 40)) },
    };
  });
  const name = `Method ${method + 1}`;
  return {
    id: `run-${index}`,
    name: seeds > 1 ? `${name}, seed ${index % seeds}` : name,
    ...(seeds > 1 ? { group: { id: name, name } } : {}),
    shifts,
  };
}

/** @param batches of each run, over its 15 streams */
export function syntheticRuns(count: number, batches: number, seeds = 1): CurveRun[] {
  return Array.from({ length: count }, (_, index) => syntheticRun(index, batches, seeds));
}

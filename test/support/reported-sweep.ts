import type { Report } from '../../src-main/exports/report/sections.ts';
import { sweepSections } from '../../src-main/exports/report/sweep-sections.ts';
import type { SweepState } from '../../src-shared/api/sweeps.ts';
import { sweepSchema } from '../../src-shared/sweeps/sweep.ts';

const rates = [0.001, 0.01, 0.1];
const sizes = [8, 64];
const variable = { isOption: true, kind: 'number', scale: 'log' } as const;
const lr = { ...variable, name: 'lr', label: 'Rate_1 & co', importance: 0.75 };
const batchSize = { ...variable, name: 'batchSize', label: 'Batch size', importance: 0.25 };
const top1 = (index: number): number => 50 + 3 * index;

/** A sweep of two settings with so many of its six trials done. */
export function sweepStateOf(done: number): SweepState {
  const values = rates.flatMap((rate) => sizes.map((size) => ({ lr: rate, batchSize: size })));
  const best = {
    rule: 'oracle',
    chosenOn: 'test',
    mark: '†',
    trial: done - 1,
    mean: top1(done - 1),
    std: 0.5,
    regret: 0,
  };
  return {
    summary: {
      ...{ id: 'two', name: 'Two', shipped: false, createdAt: '2026-01-01T00:00:00.000Z', methods: ['T_ENT'] },
      ...{ trials: 6, runs: 12, finished: 2 * done, active: false },
    },
    sweep: sweepSchema.parse({
      name: 'Two',
      base: { dataset: { kind: 'quickstart' }, model: 'quickstart', shifts: [{ corruption: 'fog', severity: 5 }] },
      methods: [
        { name: 'T_ENT', method: 'tent', mgg: null, vary: { lr: { values: rates }, batchSize: { values: sizes } } },
      ],
      seeds: [1, 2],
    }),
    metric: 'top1',
    higherIsBetter: true,
    methods: [
      {
        ...{
          name: 'T_ENT',
          method: 'tent',
          trials: 6,
          variables: [batchSize, lr].map((one) => (done === 0 ? { ...one, importance: null } : one)),
        },
        choices: done === 0 ? [] : [best as SweepState['methods'][number]['choices'][number]],
        bestSoFar: Array.from({ length: done }, (_, after) => ({ after, trial: after, mean: top1(after), regret: 0 })),
      },
    ],
    trials: values.map((own, index) => ({
      ...{ method: 'T_ENT', index, values: own, status: index < done ? 'done' : 'missing' },
      ...{ runIds: [], validationRunIds: [], perSeed: [], scores: {} },
      ...(index < done ? { mean: top1(index), std: 0.5 } : { mean: null, std: null }),
    })),
  };
}

const words = { nameOf: () => '', optionLabel: () => '' };
/** Its report. */
export const sweepReport = (state: SweepState): Report => ({
  ...{ title: 'Two', subtitle: '', madeAt: '2026-01-01T00:00:00.000Z', labVersion: '0', notes: '' },
  sections: sweepSections(state, [], words),
});

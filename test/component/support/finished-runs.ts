import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import { doneRun } from '../../unit/shared/comparison/support.ts';
import { fakeLab } from './fake-lab.ts';

const minutes = (count: number): string => new Date(Date.UTC(2026, 0, 1, 0, count)).toISOString();

/** NoAdapt and TENT with two seeds each on two corruptions, the first made first. */
export function fourRuns(): ComparedRun[] {
  const runs = [
    doneRun('NoAdapt', { gaussian_noise: 0.5, contrast: 0.6 }, { method: 'noadapt', seed: 1 }),
    doneRun('NoAdapt', { gaussian_noise: 0.52, contrast: 0.62 }, { method: 'noadapt', seed: 2 }),
    doneRun('TENT', { gaussian_noise: 0.7, contrast: 0.64 }, { method: 'tent', options: { lr: 0.005 }, seed: 1 }),
    doneRun('TENT', { gaussian_noise: 0.74, contrast: 0.68 }, { method: 'tent', options: { lr: 0.005 }, seed: 2 }),
  ];
  return runs.map(({ run, shifts }, place) => ({ run: { ...run, group: 'four', createdAt: minutes(place) }, shifts }));
}

/** Has the lab hold these runs; deletions, restorations and labels change what it holds. */
export function holdRuns(all: readonly ComparedRun[]): void {
  const held = new Map(all.map((one) => [one.run.id, one]));
  const lookUp = (id: string): ComparedRun => held.get(id)!;
  fakeLab.answer({
    listRuns: () => [...held.values()].map(({ run }) => run),
    getShifts: ({ ids }) => ids.map((id) => ({ runId: id, shifts: [...lookUp(id).shifts], epochs: [] })),
    getCurves: ({ ids }) => ids.map((id) => ({ runId: id, shifts: [], firstStep: 0, losses: [] })),
    getRun: ({ id }) => ({
      ...{ run: lookUp(id).run, shifts: [...lookUp(id).shifts] },
      ...{ attempts: [], epochs: [], skipped: [], log: [], hasCheckpoint: false },
    }),
    annotateRun: ({ id, labels }) => {
      const { run, shifts } = lookUp(id);
      held.set(id, { run: { ...run, ...labels }, shifts });
      fakeLab.emit('run', lookUp(id).run);
      return lookUp(id).run;
    },
    deleteRuns: ({ ids }) => {
      for (const id of ids) held.delete(id);
      fakeLab.emit('runsDeleted', { ids });
      return null;
    },
    restoreRuns: ({ ids }) => {
      for (const one of all.filter(({ run }) => ids.includes(run.id))) {
        held.set(one.run.id, one);
        fakeLab.emit('run', one.run);
      }
      return null;
    },
  });
}

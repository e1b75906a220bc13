import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { runRecordSchema, type RunRecord } from '../../../src-shared/records.ts';
import { seriousViolations } from '../support/axe.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const quickstart = { dataset: { kind: 'quickstart' }, model: 'quickstart' } as const;

function pretraining(id: string, name: string, tasks: readonly object[]): RunRecord {
  return runRecordSchema.parse({
    ...{ id, name, kind: 'pretrain', method: 'mgg', status: 'interrupted', createdAt: '2026-01-01T00:00:00.000Z' },
    ...{ group: null, tags: [], notes: '', startedAt: null, finishedAt: null, error: null, summary: null },
    ...{ provenance: null, attempts: 1, inputs: {}, identity: id },
    config: pretrainConfigSchema.parse({ ...quickstart, tasks }),
  });
}

test('losses of pre-trainings are drawn side by side, those of each task for itself', async () => {
  const runs = [pretraining('one', 'Alone', []), pretraining('two', 'Both', [quickstart])];
  fakeLab.answer({
    listRuns: () => runs,
    getShifts: ({ ids }) => ids.map((runId) => ({ runId, shifts: [], epochs: [] })),
    getCurves: ({ ids }) =>
      ids.map((runId) => ({
        ...{ runId, shifts: [], firstStep: 0 },
        // The second task of a run with two loses twice as much.
        losses: Array.from({ length: 40 }, (_, step) => (runId === 'two' && step % 2 === 1 ? 4 : 2) + 1 / (1 + step)),
      })),
  });
  await openWindow('/compare?ids=one,two');
  const figure = page.getByRole('figure', { name: 'Loss of pre-training' });
  await expect.element(figure).toBeVisible();
  const lines = figure.getByRole('list', { name: 'Lines' }).getByRole('listitem');
  await expect
    .poll(() => lines.elements().map((line) => line.querySelector('.name')?.textContent))
    .toEqual(['Alone', 'Both, task 1', 'Both, task 2']);
  await expect.element(lines.nth(2)).toHaveTextContent(/4\.\d/);
  await expect.element(lines.nth(1)).toHaveTextContent(/2\.\d/);
  expect(await seriousViolations()).toEqual([]);
});

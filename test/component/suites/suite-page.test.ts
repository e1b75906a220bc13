import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SuiteState } from '../../../src-shared/api/lab.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow, title } from '../support/window.ts';

const top1 = { group: null, higherIsBetter: true, unit: 'top1_percent' };
const cell = { status: 'done', std: null, published: null, source: null } as const;
const pretraining = { name: 'MGG, all four', runId: null, status: 'done' } as const;

const state: SuiteState = {
  summary: {
    ...{ id: 'leave-one-out', family: 'embedded', title: 'Leave one corruption out', about: 'Generators.' },
    ...{ runs: 6, finished: 6, active: false },
  },
  choices: { corruptions: ['fog'], images: 500 },
  rows: [
    { id: 'tent', label: 'TENT', method: 'tent' },
    { id: 'mgtta', label: 'MGTTA', method: 'mgtta' },
  ],
  columns: [
    { id: 'fog', label: 'Fog', ...top1 },
    { id: 'left-out', label: 'Left out', ...top1, isRanked: false },
  ],
  cells: ['tent', 'mgtta'].flatMap((row, place) =>
    ['fog', 'left-out'].map((column) => ({ ...cell, row, column, runIds: [], mean: 60 + place })),
  ),
  ...{ metric: 'top1', hasRunsPerColumn: true, withheld: [], notes: ['A note.', 'A note.'], curve: null },
  pretrainings: [pretraining, pretraining],
  seeds: [1, 2],
};

test('lists notes and pre-trainings whatever they are called, and marks the best of ranked columns only', async () => {
  fakeLab.answer({
    getSuite: () => state,
    estimateSuite: () => ({ seconds: null, runs: 0, basis: '' }),
    testDifferences: () => [],
  });
  await openWindow('/suites/leave-one-out?seeds=1,2');
  await expect.element(title()).toHaveTextContent('Leave one corruption out');
  const listed = page.getByRole('region', { name: 'Pre-trained first' }).getByRole('listitem');
  await expect
    .poll(() => listed.all().map((item) => item.element().textContent.trim().split(':')[0]))
    .toEqual([pretraining.name, pretraining.name]);
  const row = page.getByRole('row', { name: /^MGTTA/ });
  await expect.element(row).toHaveTextContent('61.0');
  expect(row.element().querySelectorAll('.best')).toHaveLength(1);
});

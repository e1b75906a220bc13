import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SweepState } from '../../../src-shared/api/sweeps.ts';
import { sweepSchema } from '../../../src-shared/sweeps/sweep.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { seriousViolations } from '../support/axe.ts';
import { openWindow, title } from '../support/window.ts';

const sweep = sweepSchema.parse({
  name: 'rates',
  base: {
    dataset: { kind: 'quickstart', split: 'test' },
    model: 'quickstart',
    shifts: [{ corruption: 'fog', severity: 5 }],
  },
  methods: [
    { name: 'TENT', method: 'tent', mgg: null, vary: { lr: { values: [0.001, 0.01] }, batch: { values: [8, 64] } } },
  ],
  seeds: [1, 2],
  rules: ['entropy'],
});

const trial = (index: number, lr: number, batch: number, mean: number | null): SweepState['trials'][number] => ({
  ...{ method: 'TENT', index, values: { lr, batch }, status: mean === null ? 'running' : 'done' },
  ...{ runIds: [`a${index}`, `b${index}`], validationRunIds: [], perSeed: [mean, mean], mean },
  ...{ std: mean === null ? null : 0.5, scores: { oracle: mean } },
});

const variable = { isOption: true, kind: 'number', scale: 'list', importance: null } as const;
const best = { rule: 'oracle', chosenOn: 'test', mark: '†', trial: 1, mean: 62.1, std: 0.5, regret: 0 } as const;
const entropy = {
  rule: 'entropy',
  chosenOn: 'test-images',
  mark: '‡',
  trial: 0,
  mean: 60,
  std: 0.5,
  regret: 2.1,
} as const;

const state: SweepState = {
  summary: {
    ...{ id: 'rates', name: 'rates', shipped: false, createdAt: '2026-01-01T00:00:00.000Z', methods: ['TENT'] },
    ...{ trials: 4, runs: 8, finished: 6, active: true },
  },
  sweep,
  metric: 'top1',
  higherIsBetter: true,
  methods: [
    {
      ...{ name: 'TENT', method: 'tent', trials: 4, choices: [best, entropy] },
      variables: [
        { ...variable, name: 'lr', label: 'Learning rate', importance: 0.8 },
        { ...variable, name: 'batch', label: 'Batch', importance: 0.2 },
      ],
      bestSoFar: [{ after: 0, trial: 0, mean: 60, regret: 2.1 }],
    },
  ],
  trials: [trial(0, 0.001, 8, 60), trial(1, 0.001, 64, 62.1), trial(2, 0.01, 8, 58), trial(3, 0.01, 64, null)],
};

test('a sweep shows what its rules choose with marks and regret, its drawings, and its trials best first', async () => {
  fakeLab.answer({ getSweep: () => state });
  await openWindow('/sweeps/rates');
  await expect.element(title()).toHaveTextContent('rates');
  const rules = page.getByRole('region', { name: 'Best settings' });
  await expect.element(rules.getByText('62.1†')).toBeVisible();
  await expect.element(rules.getByText('60.0‡')).toBeVisible();
  await expect.element(rules.getByText('regret 2.1')).toBeVisible();
  await expect.element(rules.getByText('Learning rate 0.001, Batch 64', { exact: true })).toBeVisible();
  await expect.element(page.getByText(/^‡ The setting was chosen on the images/)).toBeVisible();
  for (const name of [
    'Accuracy over Learning rate',
    'Best so far',
    'Accuracy over Learning rate and Batch',
    'Importance',
  ]) {
    await expect.element(page.getByRole('figure', { name, exact: true })).toBeVisible();
  }
  await expect.element(page.getByRole('figure', { name: 'Parallel coordinates' })).toBeVisible();
  const rows = page.getByRole('region', { name: 'Trials' }).getByRole('row').elements();
  const shown = ['62.1', '60.0', '58.0', 'running'];
  expect(rows.slice(1).map((row) => shown.find((text) => row.textContent.includes(text)))).toEqual(shown);
  expect(await seriousViolations()).toEqual([]);
});

test('settings are used with a word on what they were chosen on; stopping asks the lab', async () => {
  fakeLab.answer({ getSweep: () => state, stopSweep: () => null });
  await openWindow('/sweeps/rates');
  const use = page.getByRole('link', { name: 'Use these settings', exact: true });
  await expect.element(use).toHaveAttribute('href', '#/new?from=a1%2Cb1&chosen=test');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => fakeLab.inputs('stopSweep')).toEqual([{ id: 'rates' }]);
});

test('another metric and another option are kept in the address', async () => {
  fakeLab.answer({ getSweep: ({ metric }) => ({ ...state, metric: metric ?? 'top1' }) });
  await openWindow('/sweeps/rates');
  await page.getByRole('combobox', { name: 'Metric' }).click();
  await page.getByRole('option', { name: 'Top-5 accuracy' }).click();
  await expect
    .element(page.getByRole('figure', { name: 'Top-5 accuracy over Learning rate', exact: true }))
    .toBeVisible();
  await page.getByRole('combobox', { name: 'Option' }).click();
  await page.getByRole('option', { name: 'Batch' }).click();
  await expect.element(page.getByRole('figure', { name: 'Top-5 accuracy over Batch', exact: true })).toBeVisible();
  expect(window.location.hash).toBe('#/sweeps/rates?metric=top5&option=batch');
});

/** As many methods as the quick start has, each with its own best rate, by three rules. */
const names = [
  ...['NoAdapt', 'LAME', 'T3A', 'NEO', 'TENT', 'TENT-COME', 'CoTTA', 'EATA', 'EATA-COME', 'RDumb', 'SAR', 'DeYO'],
  ...['ReCAP', 'ROID', 'CMF', 'ZeroSiam', 'SPA', 'FOA', 'MGTTA', 'MGTTA, untrained MGG'],
];
const many: SweepState = {
  ...state,
  summary: { ...state.summary, methods: names },
  sweep: { ...sweep, rules: ['entropy', 'validation'] },
  methods: names.map((name, place) => ({
    ...{ name, method: 'tent', trials: 1 },
    choices: [
      { ...best, trial: 0, mean: 50 + place },
      { ...entropy, mean: 49 + place },
    ],
    variables: [{ ...variable, name: 'lr', label: 'Learning rate', importance: null }],
    bestSoFar: [
      { after: 0, trial: 0, mean: 40 + place, regret: 10 },
      { after: 3, trial: 0, mean: 50 + place, regret: 0 },
    ],
  })),
  trials: names.map((method, place) => ({ ...trial(0, 0.001, 8, 50 + place), method, values: { lr: 0.001 } })),
};

test('twenty methods have a row each that is no taller than its content, and a legend that shows them all', async () => {
  fakeLab.answer({ getSweep: () => many });
  await openWindow('/sweeps/rates');
  const rows = page.getByRole('region', { name: 'Best settings' });
  await expect.element(rows.getByText('69.0†')).toBeVisible();
  const heights = rows
    .getByRole('row')
    .elements()
    .slice(1)
    .map((row) => row.clientHeight);
  expect(heights).toHaveLength(20);
  // A line of text, and some air.
  expect(Math.max(...heights)).toBeLessThan(36);
  const legend = page.getByRole('figure', { name: 'Best so far' }).getByRole('list', { name: 'Lines' });
  await expect.poll(() => legend.getByRole('listitem').elements().length).toBe(20);
  const { scrollHeight, clientHeight } = legend.element();
  expect(scrollHeight).toBeLessThanOrEqual(clientHeight);
  expect(await seriousViolations()).toEqual([]);
});

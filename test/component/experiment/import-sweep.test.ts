import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { sweepSchema } from '../../../src-shared/sweeps/sweep.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const rate = {
  name: 'lr',
  kind: 'number',
  label: 'Learning rate',
  help: '',
  default: 0.001,
  exclusiveMinimum: 0,
} as const;
const sweep = sweepSchema.parse({
  name: 'Two rates',
  base: {
    dataset: { kind: 'quickstart' },
    model: 'quickstart',
    shifts: [{ corruption: 'fog', severity: 5 }],
    images: 64,
  },
  methods: [{ name: 'TENT', method: 'tent', mgg: null, vary: { lr: { values: [0.01, 0.1] } } }],
  seeds: [1, 2, 3],
});

test('the file of a sweep that is dropped on the page fills in what varies, and the seeds', async () => {
  fakeLab.answer({
    listMethods: () => [{ id: 'tent', name: 'TENT', summary: '', needs: [], options: [rate] }],
    checkRun: ({ config }) => ({ config: runConfigSchema.parse(config), warnings: [] }),
    estimateSweep: () => ({ seconds: 1, basis: '', trials: 2, runs: 6 }),
  });
  await openWindow('/new');
  await expect.element(page.getByRole('button', { name: 'Import' })).toBeEnabled();
  const files = new DataTransfer();
  files.items.add(new File([JSON.stringify(sweep)], 'two.json', { type: 'application/json' }));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
  await expect.element(page.getByText('Settings loaded from two.json.')).toBeVisible();
  await expect.element(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('1–3');
  await expect.element(page.getByText('2 trials × 3 seeds')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Run sweep' })).toBeVisible();
});

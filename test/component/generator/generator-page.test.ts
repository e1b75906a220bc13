import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { CallInput } from '../../../src-shared/api/contract.ts';
import { fitResponse } from '../../../src-shared/generator/fits.ts';
import { responseAxis, sequenceNames, sequenceOf, type GeneratorView } from '../../../src-shared/generator/view.ts';
import type { GradientRecord } from '../../../src-shared/gradient-records.ts';
import { doneRun } from '../../unit/shared/comparison/support.ts';
import { seriousViolations } from '../support/axe.ts';
import { downloaded } from '../support/downloads.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { holdRuns } from '../support/finished-runs.ts';
import { openWindow } from '../support/window.ts';

const mgg = {
  ...({
    id: 'quickstart',
    name: 'MGG of the quick start',
    mgg: 'quickstart',
    origin: 'embedded',
    kind: 'gml',
  } as const),
  ...{ hiddenSize: 8, heads: 1, hash: 'aa'.repeat(32), runId: null, problem: null },
};

function viewOf(id: string, u: (x1: number, x2: number) => number) {
  const values = responseAxis.flatMap((x2) => responseAxis.map((x1) => u(x1, x2)));
  return { id, values, ...fitResponse(responseAxis, values) };
}

const view: GeneratorView = {
  ...{ name: mgg.name, mgg: mgg.mgg, hash: mgg.hash, kind: 'gml', hiddenSize: 8, heads: 1, axis: [...responseAxis] },
  responses: [viewOf('start', (x1) => Math.tanh(x1)), viewOf('frozen', (_x1, x2) => Math.tanh(2 * x2))],
  sequences: sequenceNames.map((name) => {
    const gradient = sequenceOf(name);
    return { name, gradient, update: gradient, frozen: gradient, distance: gradient.map((_, t) => t) };
  }),
};

const recordAt = (batch: number): GradientRecord => ({
  ...{ position: 0, batch, layers: ['norm.weight', 'norm.bias'] },
  whole: { effectiveRate: 0.001 * (batch + 1), saturation: 0.5 },
  byLayer: { effectiveRate: [0.001, 0.002], saturation: [0.25, null] },
  groups: [{ images: 16, entropy: 0.3, gradient: 0.5, update: 0.25 }],
  memories: [{ quantile: 0.5, parameter: 'norm.bias[3]', memory: { weight: [1], bias: [1] } }],
});

function holdGenerator(): string {
  const one = doneRun('MGTTA', { fog: 0.6 }, { method: 'mgtta', mgg: 'quickstart', gradientRecords: 5 });
  holdRuns([one]);
  fakeLab.answer({
    listMggs: () => [mgg],
    openGenerator: () => view,
    getGradients: () => [recordAt(0), recordAt(5)],
  });
  return one.run.id;
}

test('draws the response of a generator, with the optimisers that are nearest', async () => {
  holdGenerator();
  await openWindow('/generator?mgg=quickstart');
  const table = page.getByRole('region', { name: 'Nearest hand-made optimiser' });
  await expect.element(table.getByText('tanh(1.00·x₁)')).toBeVisible();
  await expect.element(table.getByText('f(x₂)')).toBeVisible();
  const surface = page.getByRole('figure', { name: 'Response u(x₁, x₂)' });
  const cursor = surface.getByRole('slider');
  await cursor.click({ position: { x: 5, y: 5 } });
  cursor.element().dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  await expect.element(cursor).toHaveAttribute('aria-valuetext', expect.stringMatching(/^x₁ .*\. u /));
  expect(await seriousViolations()).toEqual([]);
});

test('asks for memories of the run that is shown, and draws what its batches did', async () => {
  const runId = holdGenerator();
  await openWindow(`/generator?mgg=quickstart&run=${runId}`);
  const layers = page.getByRole('figure', { name: 'By layer and batch' });
  await expect.element(layers).toBeVisible();
  await expect.element(page.getByRole('figure', { name: 'Agreement with the labels, by entropy' })).toBeVisible();
  await expect
    .poll(() => fakeLab.inputs('openGenerator'))
    .toEqual([{ mgg: 'quickstart', record: { runId, position: 0, batch: 5 } }]);
  const { blob } = await downloaded(async () => {
    await layers.getByRole('button', { name: 'Export this chart' }).click();
    await page.getByRole('menuitem', { name: 'Data (CSV)' }).click();
  });
  expect((await blob.text()).split('\n').slice(0, 3)).toEqual([
    'batch,layer,effective_learning_rate',
    '1,norm.bias,0.002',
    '6,norm.bias,0.002',
  ]);
  expect(await seriousViolations()).toEqual([]);
});

test('shows two beside each other', async () => {
  holdGenerator();
  await openWindow('/generator?mgg=quickstart');
  await page.getByRole('button', { name: 'Compare with another' }).click();
  await expect.element(page.getByRole('region', { name: 'Compared with' })).toBeVisible();
  await page.getByRole('button', { name: 'Show one only' }).click();
  await expect.poll(() => page.getByRole('region', { name: 'Compared with' }).elements()).toHaveLength(0);
});

test('has nothing to report while nothing is shown', async () => {
  holdGenerator();
  await openWindow('/generator');
  await expect.element(page.getByRole('button', { name: 'Report…' })).toBeDisabled();
});

test('makes a report of what is shown, of both beside each other', async () => {
  const runId = holdGenerator();
  let asked: CallInput<'makeReport'> | undefined;
  fakeLab.answer({
    makeReport: (input) => {
      asked = input;
      return [{ name: 'report.html', mime: 'text/html', text: '<!doctype html>' }];
    },
  });
  await openWindow(`/generator?mgg=quickstart&run=${runId}&mgg2=quickstart`);
  await page.getByRole('button', { name: 'Report…' }).click();
  await expect.element(page.getByRole('checkbox', { name: 'Figures' })).toBeVisible();
  expect(page.getByRole('checkbox', { name: 'Tests of differences' }).elements()).toHaveLength(0);
  const { name } = await downloaded(() =>
    page.getByRole('dialog', { name: 'Report' }).getByRole('button', { name: 'Save report' }).click(),
  );
  expect(name).toBe('report.html');
  expect(asked).toMatchObject({
    title: mgg.name,
    subject: {
      kind: 'generator',
      shown: [
        { mgg: 'quickstart', run: runId, record: { position: 0, batch: 5 } },
        { mgg: 'quickstart', run: null, record: 'none' },
      ],
    },
  });
});

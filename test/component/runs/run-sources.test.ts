import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import SourcesPanel from '../../../src-renderer/components/run/SourcesPanel.svelte';
import { doneRun } from '../../unit/shared/comparison/support.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { show } from '../support/show.ts';

test('a run shows the texts of own code that it computes with, with their fingerprints', async () => {
  const { run } = doneRun('Mine', { fog: 0.5 }, { method: 'mine', seed: 1 });
  const source = "export default defineMethod({ id: 'mine' });";
  fakeLab.answer({
    getRunSources: () => [
      { input: 'method', file: '/data/methods/mine.method.ts', source, hash: 'sha256:12ab', own: true },
      { input: 'corruption.rain', file: 'rain.corruption.ts', source: 'wet', hash: 'sha256:34cd', own: false },
    ],
  });
  const inputs = { method: 'sha256:12ab', 'corruption.rain': 'sha256:34cd' };
  await show(SourcesPanel, { run: { ...run, inputs } });
  await page.getByText('mine.method.ts').click();
  await expect.element(page.getByText(source)).toBeVisible();
  await expect.element(page.getByText('sha256:12ab')).toBeVisible();
  await expect.element(page.getByText('imported with a bundle; not executed')).toBeVisible();
});

test('a run of built-in code asks for none', async () => {
  const { run } = doneRun('TENT', { fog: 0.5 }, { method: 'tent', seed: 1 });
  await show(SourcesPanel, { run });
  await expect.element(page.getByText('Own code')).not.toBeInTheDocument();
  expect(fakeLab.inputs('getRunSources')).toEqual([]);
});

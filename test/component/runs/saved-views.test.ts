import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { z } from 'zod';
import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import { seriousViolations } from '../support/axe.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { fourRuns, holdRuns } from '../support/finished-runs.ts';
import { openWindow, title } from '../support/window.ts';

const grid = page.getByRole('grid', { name: 'Runs' });
const count = (): number => document.querySelectorAll('tr[data-run]').length;
const heading = (name: string) => grid.getByRole('columnheader', { name });
const openViews = async (): Promise<void> => page.getByRole('button', { name: 'Views' }).click();

let held: ComparedRun[];
const stored = new Map<string, z.core.util.JSONType>();
beforeEach(() => {
  stored.clear();
  held = fourRuns();
  holdRuns(held);
  fakeLab.answer({
    listMethods: () => [],
    readUiState: ({ key }) => stored.get(key) ?? null,
    writeUiState: ({ key, value }) => {
      stored.set(key, value);
      return null;
    },
  });
});

async function toggleColumn(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name, exact: true }).click();
  await userEvent.keyboard('{Escape}');
}

async function saveAs(name: string): Promise<void> {
  await openViews();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
}

test('the table of runs is found again as it was saved, and can be forgotten', async () => {
  await openWindow('/runs');
  await expect.poll(count).toBe(4);
  await page.getByRole('textbox', { name: 'Search runs' }).fill('tent');
  await expect.poll(count).toBe(2);
  await toggleColumn('Notes');
  await expect.element(heading('Notes')).toBeVisible();
  await saveAs('TENT with notes');

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await toggleColumn('Notes');
  await expect.poll(count).toBe(4);
  await expect.element(heading('Notes')).not.toBeInTheDocument();

  await openViews();
  await page.getByRole('menuitem', { name: 'TENT with notes' }).click();
  await expect.poll(count).toBe(2);
  await expect.element(heading('Notes')).toBeVisible();
  // The link was taken in: what the user changes from now on is not undone by it.
  await expect.poll(() => window.location.hash).toBe('#/runs?q=tent');
  await openViews();
  await expect.element(page.getByRole('menuitem', { name: 'TENT with notes' })).toBeVisible();
  expect(await seriousViolations()).toEqual([]);

  await page.getByRole('menuitem', { name: 'Manage views…' }).click();
  await page.getByRole('button', { name: 'Delete TENT with notes' }).click();
  await expect.element(page.getByRole('dialog').getByText('None yet')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect.poll(() => stored.get('saved-views')).toEqual([]);
});

test('a saved comparison is opened from the palette, with its runs and the settings of its curves', async () => {
  const ids = held.map(({ run }) => run.id);
  await openWindow(`/compare?ids=${ids.slice(0, 2).join(',')}`);
  await page.getByText('Batches', { exact: true }).click();
  await expect.poll(() => decodeURIComponent(window.location.hash)).toContain('"axis":"batches"');
  await saveAs('Two of them');
  await page.getByRole('link', { name: 'Home' }).click();
  await expect.element(title()).toHaveTextContent(/^(?!Compare)/);
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard('two of');
  await expect.element(page.getByRole('option', { name: /Two of them/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(title()).toHaveTextContent('Compare');
  await expect.element(page.getByRole('radio', { name: 'Batches' })).toBeChecked();
});

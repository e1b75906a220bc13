import { beforeEach, expect, test } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import type { AdaptRun } from '../../../src-shared/records.ts';
import { settingsSchema } from '../../../src-shared/api/lab.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { fourRuns, holdRuns } from '../support/finished-runs.ts';
import { openWindow, title } from '../support/window.ts';

const grid = page.getByRole('grid', { name: 'Runs' });
const search = page.getByRole('textbox', { name: 'Search runs' });
/** Lines of runs from the top; those of groups are not among them. */
const lines = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('tr[data-run]')];
const shownIds = (): string[] => lines().map(({ dataset }) => dataset['run']!);
const count = (): number => lines().length;
const lineOf = ({ id }: AdaptRun): Locator => page.elementLocator(document.querySelector(`tr[data-run="${id}"]`)!);
const box = (place: number): Locator => page.elementLocator(lines()[place]!).getByRole('checkbox');
const focusLine = (place: number): void => lines()[place]!.focus();

let runs: AdaptRun[];
beforeEach(async () => {
  const held = fourRuns();
  runs = held.map(({ run }) => run);
  holdRuns(held);
  fakeLab.answer({
    listMethods: () =>
      ['NoAdapt', 'TENT'].map((name) => ({ id: name.toLowerCase(), name, summary: '', needs: [], options: [] })),
  });
  await openWindow('/runs');
  await expect.poll(count).toBe(4);
});

test('search, filters and sorting find runs', async () => {
  await userEvent.keyboard('/tent');
  await expect.poll(count).toBe(2);
  await expect.element(page.getByText('2 of 4 runs')).toBeVisible();
  await search.fill('lr<=5e-3 seed:1');
  await expect.poll(shownIds).toEqual([runs[2]!.id]);
  await search.fill('lrr<1');
  await expect.element(page.getByText('No column is called “lrr”. Did you mean lr?')).toBeVisible();
  await search.fill('');
  await page.getByRole('button', { name: 'Method', exact: true }).first().click();
  await page.getByRole('menuitemcheckbox', { name: 'NoAdapt (2)' }).click();
  await userEvent.keyboard('{Escape}');
  await expect.poll(count).toBe(2);
  expect(window.location.hash).toContain('method=noadapt');
  await page.getByRole('button', { name: 'Clear filters' }).click();

  const ascending = runs.map(({ id }) => id);
  const accuracy = grid.getByRole('button', { name: 'Acc. %' });
  await accuracy.click();
  await expect.poll(shownIds).toEqual(ascending.toReversed());
  await accuracy.click();
  await expect.poll(shownIds).toEqual(ascending);
});

test('a condition is put together in its menu', async () => {
  await page.getByRole('button', { name: 'Condition' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('101');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('No run matches')).toBeVisible();
  await expect.element(search).toHaveValue('accuracy>101');
});

test('groups over seeds show mean and spread, and can be closed', async () => {
  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Settings over seeds' }).click();
  await userEvent.keyboard('{Escape}');
  const group = () => document.querySelectorAll('tr[data-group]');
  await expect.poll(() => group().length).toBe(2);
  const tent = page.elementLocator([...group()].find(({ textContent }) => textContent.includes('TENT'))!);
  // Means of 67 and 71 %.
  await expect.element(tent).toHaveTextContent(/69\.0 ± 2\.8/);
  await tent.getByRole('button', { name: /^Collapse/ }).click();
  await expect.poll(count).toBe(2);
  await tent.getByRole('button', { name: /^Expand/ }).click();
  await expect.poll(count).toBe(4);
});

test('a column shows the accuracy on one corruption', async () => {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Contrast 5' }).click();
  await userEvent.keyboard('{Escape}');
  await expect.element(lineOf(runs[2]!).getByRole('gridcell', { name: '64.0', exact: true })).toBeVisible();
});

test('a tag is added in the table, and a pinned run is what others are compared with', async () => {
  const [noAdapt, tent] = [runs[0]!, runs[2]!];
  await lineOf(tent).hover();
  await lineOf(tent)
    .getByRole('button', { name: /^Edit the tags of TENT/ })
    .click();
  await userEvent.keyboard('chosen{Enter}{Escape}');
  await expect.poll(() => fakeLab.inputs('annotateRun')).toEqual([{ id: tent.id, labels: { tags: ['chosen'] } }]);

  fakeLab.answer({ changeSettings: (changes) => settingsSchema.parse(changes) });
  await lineOf(noAdapt)
    .getByRole('button', { name: /^Pin NoAdapt.* as baseline$/ })
    .click();
  await expect.element(page.getByRole('columnheader', { name: 'Δ' })).toBeVisible();
  await expect.element(lineOf(tent).getByRole('gridcell', { name: '+12.0', exact: true })).toBeVisible();
});

test('keys alone choose runs and open them', async () => {
  focusLine(0);
  await userEvent.keyboard(' j ');
  await expect.element(page.getByText('2 runs selected')).toBeVisible();
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
  await expect.element(page.getByText('3 runs selected')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByText('4 runs', { exact: true })).toBeVisible();
  await userEvent.keyboard('{Control>}a{/Control}');
  await expect.element(page.getByText('4 runs selected')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  focusLine(0);
  const [first] = shownIds();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => window.location.hash).toContain(`/runs/${first!}`);
});

test('a box shows what is chosen, by whatever it was chosen', async () => {
  await box(0).click();
  await expect.element(box(0)).toBeChecked();
  await box(2).click({ modifiers: ['Shift'] });
  for (const line of [0, 1, 2]) await expect.element(box(line)).toBeChecked();
  await box(1).click();
  await expect.element(box(1)).not.toBeChecked();
  await page.elementLocator(lines()[1]!).getByRole('gridcell').nth(2).click();
  await expect.element(box(1)).toBeChecked();
  const all = page.getByRole('checkbox', { name: 'Select all runs shown' });
  await all.click();
  await expect.element(box(3)).toBeChecked();
  await all.click();
  for (const line of [0, 1, 2, 3]) await expect.element(box(line)).not.toBeChecked();
});

test('deleted runs come back with undo', async () => {
  focusLine(0);
  await userEvent.keyboard('{Control>}a{/Control}');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.element(page.getByText('No runs yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(count).toBe(4);
});

test('choice, focus, order and filters survive a look at a run', async () => {
  await search.fill('tent');
  await expect.poll(count).toBe(2);
  const accuracy = page.getByRole('columnheader', { name: 'Acc. %' });
  await accuracy.getByRole('button', { name: /^Acc/ }).click();
  await expect.element(accuracy).toHaveAttribute('aria-sort', 'descending');
  focusLine(0);
  await userEvent.keyboard(' j');
  await expect.element(page.getByText('1 run selected')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(title()).toHaveTextContent(/^TENT/);
  history.back();
  await expect.element(page.getByText('1 run selected')).toBeVisible();
  await expect.element(box(0)).toBeChecked();
  await expect.poll(() => document.activeElement === lines()[1]).toBe(true);
  await expect.element(accuracy).toHaveAttribute('aria-sort', 'descending');
  await expect.element(search).toHaveValue('tent');
});

test('what happens in the lab is shown at once', async () => {
  const [first] = runs;
  const line = () => lines().find(({ dataset }) => dataset['run'] === first!.id);
  fakeLab.emit('run', { ...first!, name: 'Renamed', status: 'failed' });
  await expect.poll(() => line()?.dataset['status']).toBe('failed');
  expect(line()?.textContent).toContain('Renamed');
  fakeLab.emit('runsDeleted', { ids: [first!.id] });
  await expect.poll(count).toBe(3);
});

test('runs that can’t be read are listed with the reason, and can be deleted', async () => {
  const damaged = {
    id: 'r-damaged',
    name: 'An old run',
    createdAt: '2025-05-06T10:00:00.000Z',
    problem: 'Its settings are damaged: method is missing.',
  };
  let stored = [damaged];
  fakeLab.answer({
    listUnreadableRuns: () => stored,
    deleteRuns: ({ ids }) => {
      stored = stored.filter(({ id }) => !ids.includes(id));
      fakeLab.emit('changed', { what: 'unreadableRuns' });
      return null;
    },
  });
  fakeLab.refresh();
  const section = page.getByRole('region', { name: '1 run can’t be read' });
  await expect.element(section.getByText('Its settings are damaged: method is missing.')).toBeVisible();
  await expect.element(section.getByText('r-damaged')).toBeVisible();
  expect(count()).toBe(4);
  await section.getByRole('button', { name: 'Delete An old run' }).click();
  await expect.poll(() => fakeLab.inputs('deleteRuns')).toEqual([{ ids: ['r-damaged'] }]);
  await expect.element(section).not.toBeInTheDocument();
});

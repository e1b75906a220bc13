import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fakeLab } from '../support/fake-lab.ts';
import { fourRuns, holdRuns } from '../support/finished-runs.ts';
import { seriousViolations } from '../support/axe.ts';
import { openWindow, title } from '../support/window.ts';

const field = page.getByRole('combobox', { name: /Go to a page/ });
const found = page.getByRole('option');
const quickstart = { kind: 'quickstart', split: 'test' } as const;

beforeEach(async () => {
  holdRuns(fourRuns());
  fakeLab.answer({
    listMethods: () => [{ id: 'deyo', name: 'DeYO', summary: 'Entropy of robust images.', needs: [], options: [] }],
    listDatasets: () => [
      {
        ...{ id: 'quickstart', name: 'Fashion-MNIST in colour', config: quickstart, builtIn: true, images: 10 },
        ...{ classes: 10, stored: [], perShift: {}, problem: null },
      },
    ],
    listSuites: () => [
      {
        ...{ id: 'c', family: 'embedded', title: 'Accuracy by corruption', about: '', runs: 3, finished: 0 },
        active: false,
      },
    ],
  });
  await openWindow('/models');
  await expect.element(title()).toHaveTextContent('Models');
});

test('takes what is typed right after Ctrl+K, goes there, and begins empty again', async () => {
  await userEvent.keyboard('{Control>}k{/Control}engines');
  await expect.element(field).toHaveValue('engines');
  await expect.element(found.first()).toHaveTextContent(/Go to Engines/);
  expect(await seriousViolations()).toEqual([]);
  await userEvent.keyboard('{Enter}');
  await expect.element(title()).toHaveTextContent('Engines');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(field).toHaveValue('');
});

test.for([
  ['add checkpoint', 'On this page', /Add checkpoint/],
  ['deyo', 'Methods', /DeYO/],
  ['fashion', 'Datasets', /Fashion-MNIST/],
  ['corruption', 'Suites', /Accuracy by corruption/],
  ['docs cluster', 'Docs', /cluster/i],
  ['tent seed 2', 'Runs', /TENT, seed 2/],
] as const)('finds “%s” among %s', async ([typed, group, entry]) => {
  await userEvent.keyboard('{Control>}k{/Control}');
  await field.fill(typed);
  await expect
    .element(page.getByRole('group', { name: group, exact: true }).getByRole('option').first())
    .toHaveTextContent(entry);
});

test('finds nothing where nothing is, and the arrow keys go through what there is', async () => {
  await userEvent.keyboard('{Control>}k{/Control}');
  await field.fill('zzz');
  await expect.poll(() => found.elements().length).toBe(0);
  await field.fill('go to');
  await expect.element(found.first()).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(found.nth(1)).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  await expect.element(found.last()).toHaveAttribute('aria-selected', 'true');
});

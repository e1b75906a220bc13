import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const lr = { name: 'lr', kind: 'number', label: 'Learning rate', help: 'Step size.', default: 0.001 } as const;
const tent: MethodInfo = { id: 'tent', name: 'TENT', summary: 'Minimises the entropy.', needs: [], options: [lr] };
const mine = (doc: string): MethodInfo => ({
  ...{ id: 'mine', name: 'Mine', summary: 'Of my own.', needs: [], options: [] },
  own: { file: '/data/methods/mine.method.ts', hash: `sha256:${doc.length}`, doc },
});
const doc =
  'A **bold** idea: <img src="x" alt="no picture"> [here](https://example.org) and [there](javascript:alert(1)).';
const broken = {
  kind: 'method',
  id: 'broken',
  file: '/data/methods/broken.method.ts',
  message: 'broken.method.ts, line 7: no way.',
  hint: 'Fix the file; the lab reads it again once it is saved.',
} as const;

test('shows built-in methods and own ones with their pages, and why a file can’t be used', async () => {
  fakeLab.answer({
    listMethods: () => [tent, mine(doc)],
    ownFiles: () => ({ folders: ['/data/methods'], refused: [broken] }),
  });
  await openWindow('/methods');
  // The user's own is in view first; its page is text, whatever it says.
  await expect.element(page.getByText('/data/methods/mine.method.ts')).toBeVisible();
  await expect.element(page.getByText('bold', { exact: true })).toBeVisible();
  await expect.element(page.getByText('no picture', { exact: false })).toBeVisible();
  expect(document.querySelector('article img')).toBeNull();
  const links = [...document.querySelectorAll<HTMLAnchorElement>('article a')].map((link) => link.getAttribute('href'));
  expect(links).toEqual(['https://example.org']);

  await page.getByRole('link', { name: 'broken' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('broken.method.ts, line 7: no way.');

  await page.getByRole('link', { name: 'TENT' }).click();
  await expect.element(page.getByRole('row', { name: 'lr 0.001 Step size.' })).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Equations' })).toBeVisible();
});

test('checks a method, and shows a saved file anew', async () => {
  fakeLab.answer({
    listMethods: () => [mine('Before.')],
    checkMethod: () => [
      { name: 'Gradient', outcome: 'passed', text: 'Differs by 0.1 %.' },
      { name: 'Resume', outcome: 'failed', text: 'Other numbers.' },
    ],
  });
  await openWindow('/methods');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect.element(page.getByText('Differs by 0.1 %.')).toBeVisible();
  await expect.element(page.getByText('Failed', { exact: true })).toBeVisible();
  expect(fakeLab.inputs('checkMethod')).toEqual([{ id: 'mine' }]);

  fakeLab.answer({
    listMethods: () => [mine('After a change.')],
    checkMethod: () => {
      throw new LabError('job-crashed', 'mine.method.ts was stopped: its code did not come back within 120 s.');
    },
  });
  fakeLab.emit('changed', { what: 'methods' });
  await expect.element(page.getByText('After a change.')).toBeVisible();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('was stopped');
});

test('shows own corruptions with an image at each severity, checks them, and says what is wrong with the files of others', async () => {
  const dead = {
    ...{ id: 'dead', name: 'Dead pixels', summary: 'Turns some black.', severities: 3 },
    own: { file: '/data/methods/dead.corruption.ts', hash: 'sha256:1', doc: 'As **cameras** do.' },
  };
  const file = '/data/methods/rain.corruption.ts';
  fakeLab.answer({
    listMethods: () => [tent],
    listOwnCorruptions: () => [dead],
    ownFiles: () => ({
      folders: ['/data/methods'],
      refused: [{ kind: 'corruption', id: 'rain', file, message: 'rain.corruption.ts, line 3: no rain today.' }],
    }),
    previewCorruption: () => ({ mime: 'image/png', data: '' }),
    checkCorruption: () => [{ name: 'Severities', outcome: 'failed', text: 'It does not rise.' }],
  });
  await openWindow('/methods');
  await page.getByRole('link', { name: 'Dead pixels' }).click();
  await expect.element(page.getByText('cameras', { exact: true })).toBeVisible();
  await expect.element(page.getByRole('img', { name: 'Severity 3' })).toBeInTheDocument();
  expect(fakeLab.inputs('previewCorruption').map(({ corruption, severity }) => `${corruption} ${severity}`)).toEqual([
    ...['clean 0', 'dead 1', 'dead 2', 'dead 3'],
  ]);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect.element(page.getByText('It does not rise.')).toBeVisible();
  expect(fakeLab.inputs('checkCorruption')).toEqual([{ id: 'dead' }]);

  await page.getByRole('link', { name: /^rain/ }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('no rain today.');
});

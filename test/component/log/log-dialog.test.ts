import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { LogEntry } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import LogDialog from '../../../src-renderer/components/log/LogDialog.svelte';
import ToastRegion from '../../../src-renderer/components/ui/ToastRegion.svelte';
import { toasts } from '../../../src-renderer/components/ui/toasts.svelte.ts';
import { logView } from '../../../src-renderer/state/log-view.svelte.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { show } from '../support/show.ts';

const entry = (changes: Partial<LogEntry>): LogEntry => ({
  ...{ time: '2026-11-29T10:00:00.000Z', process: 7, level: 'info', run: null, text: 'start of serve' },
  ...changes,
});
const all = [entry({ level: 'error', run: 'r1', text: 'TENT failed\nError: no memory\n    at step' }), entry({})];

function answerLog(): void {
  logView.open = false;
  fakeLab.answer({
    readLog: ({ level, run }) => ({
      file: '/data/logs/lab.log',
      entries: all.filter((one) => (level ?? one.level) === one.level && (run === undefined || run === one.run)),
    }),
  });
}

const articles = () => page.getByRole('log').getByRole('article');

test('shows the newest entries, those of errors only, and those of one run', async () => {
  answerLog();
  await show(LogDialog, {});
  logView.show();
  await expect.element(articles().first()).toHaveTextContent('TENT failed Error: no memory at step');
  await expect.element(articles().last()).toHaveTextContent('start of serve');
  await expect.element(page.getByText('/data/logs/lab.log')).toBeVisible();
  await page.getByText('Errors', { exact: true }).click();
  await expect.element(page.getByText('start of serve')).not.toBeInTheDocument();
  logView.show('r1');
  await expect.element(page.getByRole('dialog')).toHaveTextContent('Log of this run');
  expect(fakeLab.inputs('readLog').at(-1)).toMatchObject({ run: 'r1', level: 'error' });
  logView.show('other');
  await expect.element(page.getByText('No such entries.')).toBeVisible();
  await page.getByRole('button', { name: 'Show entries of all runs' }).click();
  await expect.element(articles().first()).toHaveTextContent('TENT failed');
});

test('a fault of the lab leads to its log, a mistake of a user does not', async () => {
  answerLog();
  await show(LogDialog, {});
  await show(ToastRegion, {});
  toasts.error(new LabError('bad-input', 'Enter a number.'));
  await expect.element(page.getByRole('alert')).toHaveTextContent('Enter a number.');
  expect(page.getByRole('button', { name: 'Show log' }).elements()).toEqual([]);
  toasts.error(new LabError('internal', 'Something went wrong.'));
  await page.getByRole('button', { name: 'Show log' }).click();
  await expect.element(articles().first()).toHaveTextContent('TENT failed');
});

test('says why the log can not be read', async () => {
  logView.open = false;
  fakeLab.answer({
    readLog: () => Promise.reject(new LabError('bad-input', 'The log can’t be read.', 'Check its owner.')),
  });
  await show(LogDialog, {});
  logView.show();
  await expect.element(page.getByRole('alert')).toHaveTextContent('The log can’t be read. Check its owner.');
});

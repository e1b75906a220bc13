import { unzipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { CallInput } from '../../../src-shared/api/contract.ts';
import { seriousViolations } from '../support/axe.ts';
import { downloaded } from '../support/downloads.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { fourRuns, holdRuns } from '../support/finished-runs.ts';
import { openWindow } from '../support/window.ts';

let asked: CallInput<'makeReport'> | undefined;
const ids = (): string => held.map(({ run }) => run.id).join(',');
let held = fourRuns();

beforeEach(() => {
  held = fourRuns();
  holdRuns(held);
  asked = undefined;
  fakeLab.answer({
    listMethods: () => [],
    testDifferences: ({ rows }) => rows.map(() => ({ toBaseline: null, toBest: null, isBest: false, problem: null })),
    makeReport: (input) => {
      asked = input;
      return input.form === 'html'
        ? [{ name: 'four.html', mime: 'text/html', text: '<!doctype html>' }]
        : [
            { name: 'tables/results.tex', mime: 'application/x-tex', text: 'é' },
            { name: 'figures/curves.pdf', mime: 'application/pdf', data: btoa('%PDF\u00ff') },
          ];
    },
  });
});

const dialog = page.getByRole('dialog', { name: 'Report' });

test('a comparison becomes a page with the own words, seen before', async () => {
  await openWindow(`/compare?ids=${ids()}&metric=ece`);
  await page.getByRole('button', { name: 'Report…' }).click();
  await expect.element(dialog).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Title' }).fill('What we found');
  await dialog.getByRole('textbox', { name: 'Notes' }).fill('It is **so**: <script>x</script>');
  await dialog.getByText('Preview').click();
  await expect.element(dialog.getByText('so', { exact: true })).toBeVisible();
  expect(document.querySelector('[role=dialog] article strong')?.textContent).toBe('so');
  await dialog.getByRole('checkbox', { name: 'Provenance' }).click();
  expect(await seriousViolations()).toEqual([]);

  const { name, blob } = await downloaded(() => dialog.getByRole('button', { name: 'Save report' }).click());
  expect([name, await blob.text()]).toEqual(['four.html', '<!doctype html>']);
  expect(asked).toMatchObject({
    ...{ title: 'What we found', metric: 'ece', form: 'html', notes: 'It is **so**: <script>x</script>' },
    subject: { kind: 'runs', ids: held.map(({ run }) => run.id) },
    parts: ['summary', 'tables', 'figures', 'tests', 'protocol', 'repeat'],
  });
  await expect.element(dialog).not.toBeInTheDocument();
});

test('chosen runs become files for a paper in one archive', async () => {
  await openWindow('/runs');
  await page.getByRole('checkbox', { name: /all/i }).first().click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Report…' }).click();
  await dialog.getByText('Files for a paper').click();
  await dialog.getByText('Times').click();
  const { name, blob } = await downloaded(() => dialog.getByRole('button', { name: 'Save report' }).click());
  expect(name).toBe('report.zip');
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  expect(new TextDecoder().decode(files['tables/results.tex'])).toBe('é');
  expect([...files['figures/curves.pdf']!]).toEqual([0x25, 0x50, 0x44, 0x46, 0xff]);
  expect(asked).toMatchObject({ form: 'paper', title: 'four', figures: { font: 'serif', millimetres: 85 } });
});

import type { Page } from '@playwright/test';
import { tabTo } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';
import { addMeasuredRuns } from './support/measured-runs.ts';

/** Heads of tables on a page, with how high they are and what they explain. */
function heads(page: Page): Promise<{ height: number; terms: string[] }[]> {
  return page.locator('main thead').evaluateAll((all) =>
    all.map((head) => ({
      height: Math.max(...[...head.querySelectorAll('th')].map((cell) => cell.getBoundingClientRect().height)),
      terms: [...head.querySelectorAll('.ui-help')].map((help) => help.getAttribute('aria-label') ?? ''),
    })),
  );
}

/** As high as heads are without any help: a line of small text and its room. */
const highest = 35;

test('words of the field in the heads of tables are explained where they stand', async ({ lab, openPage }) => {
  test.setTimeout(300_000);
  const page = await openPage('/runs');
  const { group, runs, pretrainings } = addMeasuredRuns(lab);
  const places: readonly [route: string, terms: readonly RegExp[]][] = [
    [`/runs/${runs[3]}`, [/ECE/, /Accuracy/, /Shift/]],
    [`/groups/${encodeURIComponent(group)}`, [/Mean ± std/, /Δ/, /ECE/]],
    [`/compare?ids=${runs.join(',')}`, [/Accuracy/]],
    [`/compare?metric=ece&ids=${runs.join(',')}`, [/ECE/]],
    ['/suites/quickstart-corruptions', [/ECE/, /Accuracy/]],
    [`/runs/${pretrainings[0]}`, [/Loss/, /Accuracy/]],
    ['/pretrain', [/Loss/, /Best accuracy/]],
    ['/runs', [/Accuracy/]],
  ];
  for (const [route, terms] of places) {
    await openPage(route);
    const explained = async (): Promise<string> => (await heads(page)).flatMap((head) => head.terms).join();
    // The page before stays until this one is loaded.
    for (const term of terms) await expect.poll(explained, { message: route, timeout: 60_000 }).toMatch(term);
    for (const { height } of await heads(page)) expect(height, route).toBeLessThanOrEqual(highest);
  }

  // The head is sorted by its name, and explained by its `?`, with the keyboard as well.
  const head = page.getByRole('columnheader', { name: /^Acc/ });
  await tabTo(page, head.getByRole('button', { name: /^Acc/ }));
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Share of images whose most likely class is the label.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(head.getByRole('button', { name: 'What is Accuracy?' })).toBeFocused();
});

test('diagnostics and settings are explained in Compare', async ({ lab, openPage }) => {
  test.setTimeout(120_000);
  const ids = lab.query<{ id: string }>("SELECT id FROM runs WHERE kind = 'adapt'").map(({ id }) => id);
  const page = await openPage(`/compare?ids=${ids.join(',')}`);
  const figure = page.getByRole('figure', { name: 'Curves' });
  await figure.getByRole('combobox', { name: 'Metric' }).click();
  await page.getByRole('option', { name: '‖θ − θ₀‖' }).click();
  await figure.getByRole('button', { name: 'What is ‖θ − θ₀‖?' }).click();
  await expect(page.getByText('How far the adapted parameters are')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('[data-setting="option.lambda"]').getByRole('button', { name: 'What is λ?' }).click();
  await expect(page.getByText('Weight of the discrepancy in the loss')).toBeVisible();
});

import { expect, type Page } from '@playwright/test';
import type { LabUnderTest } from './lab.ts';

/** A page with something on it. */
export interface Stop {
  /** Name of its picture. */
  readonly name: string;
  readonly route: string;
  /** A text that is there once the page has its data. */
  readonly ready: string | RegExp;
}

interface StoredRun {
  readonly id: string;
  readonly group_name: string | null;
}

/** Every page of the lab, seen when it has runs of a group. */
export function tour(lab: LabUnderTest): Stop[] {
  const runs = lab.query<StoredRun>("SELECT id, group_name FROM runs WHERE kind = 'adapt' ORDER BY created_at");
  const last = runs.at(-1);
  if (!last) throw new Error('The tour needs runs.');
  const ids = runs.map(({ id }) => id).join(',');
  return [
    { name: 'home', route: '/', ready: 'Recent runs' },
    { name: 'new-experiment', route: '/new', ready: 'Streams per run' },
    { name: 'runs', route: '/runs', ready: 'MGTTA' },
    { name: 'group', route: `/groups/${encodeURIComponent(last.group_name ?? '')}`, ready: 'MGTTA' },
    { name: 'run', route: `/runs/${last.id}`, ready: 'MGTTA' },
    { name: 'compare', route: `/compare?ids=${ids}`, ready: 'MGTTA' },
    { name: 'pretrain', route: '/pretrain', ready: /Learning rate of the MGG/ },
    { name: 'suites', route: '/suites', ready: 'Accuracy by corruption' },
    { name: 'suite', route: '/suites/quickstart-corruptions', ready: /MGTTA/ },
    { name: 'datasets', route: '/datasets', ready: 'Fashion-MNIST in colour' },
    { name: 'methods', route: '/methods', ready: 'Equations' },
    { name: 'models', route: '/models', ready: 'Small ViT' },
    { name: 'engines', route: '/engines', ready: 'ONNX Runtime, CPU' },
    { name: 'settings', route: '/settings', ready: 'Theme' },
  ];
}

/** Waits until the page in view has its data. */
export async function waitUntilShown(page: Page, { ready }: Stop): Promise<void> {
  const text = page.locator('main').getByText(ready).filter({ visible: true }).first();
  await expect(text).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('main [data-loading]')).toHaveCount(0, { timeout: 60_000 });
}

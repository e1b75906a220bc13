import { expect, type Page } from '@playwright/test';
import type { RouteName } from '../../../src-renderer/routes.ts';
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
  const stops: Readonly<Record<RouteName, Omit<Stop, 'name'>>> = {
    home: { route: '/', ready: 'Recent runs' },
    newExperiment: { route: '/new', ready: 'Streams per run' },
    runs: { route: '/runs', ready: 'MGTTA' },
    group: { route: `/groups/${encodeURIComponent(last.group_name ?? '')}`, ready: 'MGTTA' },
    run: { route: `/runs/${last.id}`, ready: 'MGTTA' },
    runImages: { route: `/runs/${last.id}/images`, ready: 'MGTTA' },
    compare: { route: `/compare?ids=${ids}`, ready: 'MGTTA' },
    pretrain: { route: '/pretrain', ready: /Learning rate of the MGG/ },
    suites: { route: '/suites', ready: 'Accuracy by corruption' },
    suite: { route: '/suites/quickstart-corruptions', ready: /MGTTA/ },
    sweeps: { route: '/sweeps', ready: 'Rates of the quick start' },
    sweep: { route: '/sweeps/quickstart-rates', ready: 'TENT' },
    datasets: { route: '/datasets', ready: 'Fashion-MNIST in colour' },
    methods: { route: '/methods', ready: 'Equations' },
    models: { route: '/models', ready: 'Small ViT' },
    generator: { route: '/generator?mgg=quickstart', ready: /R²/ },
    engines: { route: '/engines', ready: 'ONNX Runtime, CPU' },
    settings: { route: '/settings', ready: 'Theme' },
    docs: { route: '/docs', ready: 'Glossary' },
    docsPage: { route: '/docs/sweeps', ready: 'Selection rules' },
  };
  const nameOf = (route: string): string => route.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return Object.entries(stops).map(([route, stop]) => ({ name: nameOf(route), ...stop }));
}

/** Waits until the page in view has its data. */
export async function waitUntilShown(page: Page, { ready }: Stop): Promise<void> {
  const text = page.locator('main').getByText(ready).filter({ visible: true }).first();
  await expect(text).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('main [data-loading]')).toHaveCount(0, { timeout: 60_000 });
}

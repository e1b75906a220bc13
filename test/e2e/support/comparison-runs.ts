import { expect } from '@playwright/test';
import type { LabUnderTest, OpenPage } from './lab.ts';
import { smallConfig, startExperiment } from './experiment.ts';

const small = { images: 128, batchSize: 32, mgg: null } as const;
const tent = { ...small, method: 'tent', options: { lr: 0.005 } } as const;

/** Four finished real runs: NoAdapt and TENT, each with two seeds; made once per lab. */
export async function withFourRuns(lab: LabUnderTest, openPage: OpenPage): Promise<void> {
  if (lab.query("SELECT id FROM runs WHERE status = 'done'").length >= 4) return;
  const page = await openPage('/new');
  const noAdapt = smallConfig({ ...small, method: 'noadapt', options: {}, seed: 1 });
  await startExperiment(page, [noAdapt, smallConfig({ ...tent, seed: 1 }), smallConfig({ ...tent, seed: 2 })]);
  await expect(page.locator('main [data-status=done]')).toHaveCount(4, { timeout: 120_000 });
}

export interface StoredRun {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly seed: number;
  readonly status: string;
  readonly top1: number;
  readonly tags: string;
  readonly notes: string;
  readonly deleted_at: string | null;
}

/** The runs in the database, the first made first. */
export function storedRuns(lab: LabUnderTest): StoredRun[] {
  return lab.query<StoredRun>(
    `SELECT id, name, method, status, tags, notes, deleted_at, json_extract(config, '$.seed') AS seed,
       json_extract(summary, '$.averageTop1') AS top1 FROM runs ORDER BY created_at, rowid`,
  );
}

import path from 'node:path';
import type { Store } from '../store/store.ts';
import { Attendant, type AttendantReports } from './attendant.ts';

/** Not at once: opening the lab should be quick. */
const firstMs = 60_000;
const everyMs = 3_600_000;

/** Copies the store unless it is empty or was copied today. */
async function backUp(store: Store): Promise<void> {
  if (store.listRuns({ limit: 1 }).length === 0) return;
  await store.backUp(path.join(path.dirname(store.path), 'backups'));
}

/** Sees to it that there is a copy of the store of each day that the lab was open. */
export function backupSchedule(store: Store, reports: AttendantReports): Attendant {
  return new Attendant('The daily backup could not be made', () => backUp(store), { firstMs, everyMs }, reports);
}

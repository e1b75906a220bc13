import type { RunRecord, RunStatus } from '../../../src-shared/records.ts';
import { lab } from '../../lab/client.ts';
import { runs } from '../../lab/runs.svelte.ts';
import { navigate } from '../../router.svelte.ts';
import { saveFiles } from '../../save-file.ts';
import { t } from '../../texts/index.ts';
import { toasts } from '../ui/toasts.svelte.ts';

const texts = t.run.actions;

/** Actions possible on a run in each status. */
export const mayPause = (status: RunStatus): boolean => status === 'running';
export const mayCancel = (status: RunStatus): boolean => ['queued', 'running', 'paused'].includes(status);
export const mayResume = (status: RunStatus): boolean =>
  ['paused', 'interrupted', 'failed', 'cancelled'].includes(status);
export const mayMove = (status: RunStatus): boolean => status === 'queued';
export const mayDelete = (status: RunStatus): boolean => !['running', 'paused'].includes(status);

/** Runs an action and shows its error, if any. @returns whether it succeeded */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toasts.error(error);
    return false;
  }
}

export const pauseRun = (id: string): Promise<boolean> => attempt(() => lab.pauseRun({ id }));
export const cancelRun = (id: string): Promise<boolean> => attempt(() => lab.cancelRun({ id }));
/** Goes on with a run: a paused one where it is, one that ended early from its checkpoint. */
export const resume = (id: string): Promise<unknown> =>
  runs.get(id)?.status === 'paused' ? lab.continueRun({ id }) : lab.resumeRun({ id });
export const resumeRun = (id: string): Promise<boolean> => attempt(() => resume(id));
/** Makes a waiting run the next one. */
export const runNext = (id: string): Promise<boolean> =>
  attempt(async () => {
    const [first] = await lab.listQueue({});
    if (first !== undefined && first !== id) await lab.moveRun({ id, before: first });
  });

/** Queues the same run again and goes there. */
export function rerun(id: string): Promise<boolean> {
  return attempt(async () => navigate('run', { id: (await lab.rerun({ id })).id }));
}

/** Saves what `exportRuns` gives: a file, or several in a zip archive. */
export function exportRuns(ids: readonly string[], format: 'csv' | 'images' | 'bundle' | 'config'): Promise<boolean> {
  return attempt(async () => {
    const files = await lab.exportRuns({ ids: [...ids], format });
    await saveFiles(files, `${ids.length === 1 ? ids[0]! : 'runs'}.${format}.zip`);
  });
}

/** Deletes runs, offers to undo it, and goes elsewhere once they are gone. */
export function deleteRuns(doomed: readonly Pick<RunRecord, 'id' | 'name'>[], then: () => void): Promise<boolean> {
  const ids = doomed.map(({ id }) => id);
  // Once it is gone nothing sets it apart any more.
  const names = doomed.map((run) => runs.nameOf(run));
  return attempt(async () => {
    await lab.deleteRuns({ ids });
    then();
    toasts.info(names.length === 1 ? texts.deleted(names[0]!) : texts.deletedMany(names.length), {
      action: { label: t.common.undo, run: () => void attempt(() => lab.restoreRuns({ ids })) },
    });
  });
}

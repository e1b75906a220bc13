import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { toLabError } from '../../../../src-shared/errors.ts';
import { methodFolder } from '../../../cluster/job-files.ts';
import { findTask, makeScratch } from '../../../cluster/task.ts';
import type { RunRecord } from '../../../../src-shared/records.ts';
import { follow } from '../follow.ts';
import { Interrupted, note } from '../output.ts';
import { withLab, type CommandLab } from '../session.ts';

export interface TaskFlags {
  readonly saveEvery?: number;
}

const usualSaveSeconds = 300;

/** Repeats `work` until stopped, each time once the time before is over; its failures are printed, not thrown. */
function repeatedly(work: () => Promise<void>, seconds: number): () => Promise<void> {
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(work).catch((error: unknown) => note(`Not saved: ${toLabError(error).message}`));
  }, seconds * 1000);
  return () => {
    clearInterval(timer);
    return last;
  };
}

/** Works on a run to its end. */
async function finish(lab: CommandLab, run: RunRecord): Promise<void> {
  try {
    await follow(lab, [run]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted('Stopped; the task continues from there when it is started or submitted again.');
  }
}

/**
 * Does one task of a job array in a data folder of its own on the node, and keeps its run in the job folder as it goes on and
 * however it ends. The data folder is removed, unless the run could not be put into the job folder.
 */
export async function suiteTaskCommand(asked: string, index: number, { saveEvery }: TaskFlags): Promise<void> {
  const folder = path.resolve(asked);
  const task = await findTask(folder, index);
  note(`Task ${index} on ${hostname()}: ${task.name}`);
  const scratch = { folder: makeScratch(), unsaved: false };
  try {
    await withLab({ dataDir: scratch.folder, methods: [path.join(folder, methodFolder)] }, async (lab) => {
      const started = await lab.cluster.startTask(folder, task);
      if (!started) {
        note('Done already.');
        return;
      }
      const { run, note: beginning } = started;
      if (beginning !== null) note(beginning);
      const save = () => lab.cluster.saveTask(folder, task, run.id);
      const stopSaving = repeatedly(save, saveEvery ?? usualSaveSeconds);
      scratch.unsaved = true;
      try {
        await finish(lab, run);
      } finally {
        await stopSaving();
        await save();
        scratch.unsaved = false;
      }
    });
  } finally {
    if (scratch.unsaved) note(`What the run gave is kept on ${hostname()} in ${scratch.folder}.`);
    else await rm(scratch.folder, { recursive: true, force: true });
  }
}

import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { toLabError } from '../../src-shared/errors.ts';
import type { RunContents } from '../store/store.ts';
import { bundleOf, parseBundle } from '../exports/export-bundle.ts';
import { writeFiles } from '../exports/export-files.ts';
import { fits } from './fit.ts';
import type { ClusterTask } from './job-files.ts';

/** Where a job folder keeps runs that are done, and those that were stopped or failed. */
export const bundleFolders = { finished: 'bundles', unfinished: 'unfinished' } as const;
type BundleKind = keyof typeof bundleFolders;

/** Bundle of a task in a job folder. `damaged`: a file that is no bundle of the task's run. */
export type TaskBundle =
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly problem: string }
  | { readonly kind: BundleKind; readonly contents: RunContents };

const fileName = ({ file }: ClusterTask): string => `${file}.json`;

async function readKind(folder: string, task: ClusterTask, kind: BundleKind): Promise<TaskBundle> {
  const file = path.join(folder, bundleFolders[kind], fileName(task));
  try {
    const contents = parseBundle(await readFile(file, 'utf8'), file);
    const isRight = (await fits(contents.run, task)) && (kind === 'unfinished' || contents.run.status === 'done');
    return isRight ? { kind, contents } : { kind: 'damaged', problem: `${file} holds another run than its name says.` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
    return { kind: 'damaged', problem: toLabError(error).message };
  }
}

/** The finished run of a task, else the unfinished one, else what is wrong with the file that is there. */
export async function readBundle(folder: string, task: ClusterTask): Promise<TaskBundle> {
  const finished = await readKind(folder, task, 'finished');
  if (finished.kind === 'finished') return finished;
  const unfinished = await readKind(folder, task, 'unfinished');
  return unfinished.kind === 'none' ? finished : unfinished;
}

/**
 * Puts a run as it stands into the job folder. The file appears complete or not at all, and a finished run is never
 * replaced by an unfinished one.
 * @throws LabError as `writeFiles`
 */
export async function writeBundle(folder: string, task: ClusterTask, contents: RunContents): Promise<void> {
  const text = () => ({ [fileName(task)]: bundleOf(contents) });
  if (contents.run.status === 'done') {
    await writeFiles(path.join(folder, bundleFolders.finished), text());
    await rm(path.join(folder, bundleFolders.unfinished, fileName(task)), { force: true });
    return;
  }
  if ((await readKind(folder, task, 'finished')).kind === 'finished') return;
  await writeFiles(path.join(folder, bundleFolders.unfinished), text());
}

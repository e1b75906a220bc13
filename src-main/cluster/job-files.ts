import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LabError, toLabError } from '../../src-shared/errors.ts';
import { runKindSchema } from '../../src-shared/records.ts';
import { checksumOf } from '../platform/checksum.ts';
import { writeFiles } from '../exports/export-files.ts';
import { upgradePlan } from './plan-versions.ts';

/*
 * A job folder lies on a disk that the nodes of the cluster share:
 *   plan.json          all pre-trainings and runs of the suite, one task each
 *   submissions.json   what was given to the scheduler, under which number
 *   array.sbatch       the script of the latest submission; after.sbatch that of runs which wait for a pre-training
 *   logs/              what the tasks printed
 *   methods/           the user's own methods, as its tasks run them
 *   bundles/           finished runs, by their identity
 *   unfinished/        runs that were stopped or failed, with their checkpoint
 */
const planFile = 'plan.json';
const submissionsFile = 'submissions.json';
export const scriptFiles = { first: 'array.sbatch', after: 'after.sbatch' } as const;
export const logFolder = 'logs';
export const methodFolder = 'methods';

export const planVersion = 2;

const taskSchema = z.strictObject({
  index: z.int().nonnegative(),
  kind: runKindSchema,
  name: z.string(),
  group: z.string(),
  tags: z.array(z.string()),
  /** Identity of its run, see `fit.ts`; blank in plans of earlier versions. */
  identity: z.string(),
  inputs: z.record(z.string(), z.string()),
  /** Names its bundle in the folders of the job. */
  file: z.string().regex(/^[0-9a-z-]+$/),
  /** Of the configuration. */
  checksum: z.string(),
  /** As it was written: nothing is filled in when it is read. */
  config: z.record(z.string(), z.json()),
  /** The task of the pre-training whose generator this one uses; null for none, or a file that was there before. */
  after: z.int().nonnegative().nullable(),
});
export type ClusterTask = z.output<typeof taskSchema>;

const planSchema = z.strictObject({
  format: z.literal('mgtta-lab-cluster-job'),
  version: z.literal(planVersion),
  labVersion: z.string(),
  gitCommit: z.string().nullable(),
  createdAt: z.iso.datetime(),
  suite: z.strictObject({ id: z.string(), title: z.string() }),
  seeds: z.array(z.int().nonnegative()),
  tasks: z.array(taskSchema).min(1),
});
export type ClusterPlan = z.output<typeof planSchema>;

const submissionSchema = z.strictObject({
  /** The scheduler's number of the job array. */
  jobId: z.string().regex(/^\d+$/),
  indices: z.array(z.int().nonnegative()),
  submittedAt: z.iso.datetime(),
});
export type Submission = z.output<typeof submissionSchema>;
const submissionsSchema = z.array(submissionSchema);

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function readJson<T>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  upgrade: (json: unknown) => unknown = (json) => json,
): Promise<T | undefined> {
  const file = path.join(folder, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toLabError(error);
  }
  try {
    return schema.parse(upgrade(JSON.parse(text)));
  } catch (error) {
    const hint = `Remove the file and submit the suite again; finished runs in ${folder} are kept.`;
    throw new LabError('bad-input', `${file} is damaged.`, hint, error);
  }
}

/**
 * The plan in a job folder.
 * @throws LabError `not-found` when there is none, `bad-input` when it is damaged or was edited
 */
export async function readPlan(folder: string): Promise<ClusterPlan> {
  const plan = await readJson(folder, planFile, planSchema, upgradePlan);
  if (!plan) {
    throw new LabError(
      'not-found',
      `${folder} holds no job for a cluster: there is no ${planFile} in it.`,
      'Give the folder that `lab suite submit` named, on a disk that this computer sees.',
    );
  }
  const edited = plan.tasks.find(({ config, checksum }) => checksumOf(config) !== checksum);
  if (!edited) return plan;
  throw new LabError(
    'bad-input',
    `The configuration of task ${edited.index} (${edited.name}) in ${path.join(folder, planFile)} was changed.`,
    'Submit the suite again; a changed experiment is a run of its own.',
  );
}

/** @throws LabError as `writeFiles` */
export async function writePlan(folder: string, plan: ClusterPlan): Promise<void> {
  await writeFiles(folder, { [planFile]: json(plan) });
}

/** Submissions of a job folder, oldest first. @throws LabError `bad-input` when the file is damaged */
export async function readSubmissions(folder: string): Promise<readonly Submission[]> {
  return (await readJson(folder, submissionsFile, submissionsSchema)) ?? [];
}

/** @throws LabError as `readSubmissions` and `writeFiles` */
export async function addSubmission(folder: string, submission: Submission): Promise<void> {
  await writeFiles(folder, { [submissionsFile]: json([...(await readSubmissions(folder)), submission]) });
}

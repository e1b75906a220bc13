import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { ClusterTask } from './job-files.ts';

/** The inputs of a run or a pre-training that matter here. */
const inputsSchema = z.looseObject({
  model: z.string(),
  mgg: z.string().nullish(),
  orderFile: z.string().nullish(),
  oodFolder: z.string().nullish(),
  dataset: z.looseObject({ path: z.string().optional(), source: z.string().optional() }),
});

/** The files and folders of the user's that a task reads. */
function pathsOf({ config, after }: ClusterTask): string[] {
  const { model, mgg, orderFile, oodFolder, dataset } = inputsSchema.parse(config);
  // Texts that are no paths name things that come with the lab; the result of a pre-training is not there yet.
  return [model, after === null ? mgg : null, orderFile, oodFolder, dataset.path, dataset.source]
    .filter((file) => typeof file === 'string')
    .filter((file) => path.isAbsolute(file));
}

const runs = (count: number): string => (count === 1 ? '1 run needs it' : `${count} runs need it`);

/** Where this computer keeps files of its own. */
const isLocal = (file: string): boolean => file.startsWith(tmpdir() + path.sep);

/**
 * Paths that nodes of a cluster may not find; one sentence each. Only the nodes can verify this: a path may exist there
 * and not here, or the other way round.
 * @param shared further paths that the nodes need, e.g. of the lab itself
 */
export function pathWarnings(tasks: readonly ClusterTask[], shared: readonly string[]): string[] {
  const needed = Map.groupBy(tasks.flatMap(pathsOf), (file) => file);
  const missing = [...needed].filter(([file]) => !existsSync(file));
  const local = [...shared, ...needed.keys()].filter(isLocal);
  return [
    ...missing.map(([file, { length }]) => `${file} does not exist on this computer; ${runs(length)} on the nodes.`),
    ...[...new Set(local)].map((file) => `${file} lies in ${tmpdir()}, which nodes usually do not share.`),
  ];
}

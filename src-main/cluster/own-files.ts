import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { ownNameOf } from '../../src-shared/identity.ts';
import { ownFile } from '../catalog/own/own-inputs.ts';
import type { ClusterTask } from './job-files.ts';

/**
 * The files of user-defined methods and corruptions that tasks run, by their names: they go into the job folder, since the
 * nodes' labs have a data folder of their own.
 * @throws LabError `bad-input` where one was saved since its runs were planned
 */
export async function ownFilesOf(
  tasks: readonly Pick<ClusterTask, 'config' | 'inputs' | 'name'>[],
  fileOf: typeof ownFile = ownFile,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { config, inputs, name } of tasks) {
    for (const [input, hash] of Object.entries(inputs)) {
      const known = ownNameOf(input, z.string().catch('').parse(config['method']));
      if (!known) continue;
      const own = await fileOf(known.kind, known.id);
      if (own?.hash !== hash) {
        throw new LabError(
          'bad-input',
          `The ${known.kind} of ${name} was saved while it was planned.`,
          'Submit it again.',
        );
      }
      files[path.basename(own.file)] = own.source;
    }
  }
  return files;
}

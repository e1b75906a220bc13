import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { ownFile } from '../catalog/methods/method-catalog.ts';
import type { ClusterTask } from './job-files.ts';

/**
 * The files of the user's own methods that tasks run, by their names: they go into the job folder, since the nodes' labs have a
 * data folder of their own.
 * @throws LabError `bad-input` where one was saved since its runs were planned
 */
export async function methodFiles(
  tasks: readonly Pick<ClusterTask, 'config' | 'inputs' | 'name'>[],
  fileOf: typeof ownFile = ownFile,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { config, inputs, name } of tasks) {
    const hash = inputs['method'];
    if (hash === undefined) continue;
    const id = z.string().parse(config['method']);
    const own = await fileOf(id);
    if (own?.hash !== hash) {
      throw new LabError('bad-input', `The method of ${name} was saved while it was planned.`, 'Submit it again.');
    }
    files[path.basename(own.file)] = own.source;
  }
  return files;
}

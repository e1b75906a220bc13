import { LabError } from '../../src-shared/errors.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { isNameOfModel, modelFile } from '../platform/package-root.ts';
import { readModel } from '../jobs/reader/foreign-files.ts';

/**
 * Refuses models about which a question is open, before anything is queued. Whatever else is wrong with a file makes the run
 * fail that opens it.
 * @throws LabError `unanswered`
 */
export async function requireAnswers(configs: readonly Pick<RunConfig, 'model' | 'reading'>[]): Promise<void> {
  for (const { model, reading } of configs) {
    if (isNameOfModel(model)) continue;
    await readModel(modelFile(model), reading).catch((error: unknown) => {
      if (error instanceof LabError && error.code === 'unanswered') throw error;
    });
  }
}

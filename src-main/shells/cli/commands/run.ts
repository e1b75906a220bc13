import { readFile } from 'node:fs/promises';
import { readConfigs, type RawConfig } from '../../../../src-shared/config-file.ts';
import { toLabError } from '../../../../src-shared/errors.ts';
import { follow } from '../follow.ts';
import { showOutcome } from '../outcome.ts';
import { withFullPaths } from '../full-paths.ts';
import { configOf, labelsOf, type RunFlags } from '../run-flags.ts';
import { withStoredShifts } from '../stored-shifts.ts';
import { withRegistered } from '../registered-model.ts';
import { withLab } from '../session.ts';

async function configsIn(file: string | undefined): Promise<readonly RawConfig[]> {
  if (file === undefined) return [{}];
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw toLabError(error);
  }
  return readConfigs(file, text);
}

export function runCommand(flags: RunFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const known = await withRegistered(lab.api, flags);
    const files = await configsIn(flags.config);
    const configs = await Promise.all(
      files.map((file) => withStoredShifts(withFullPaths(configOf(known, file)), flags, file['shifts'] !== undefined)),
    );
    // All are checked before the first one is queued.
    const runs = await lab.api.startRuns({ runs: configs.map((config) => ({ config, labels: labelsOf(flags) })) });
    await showOutcome(lab, await follow(lab, runs), flags);
  });
}

import type { LabClient } from '../../../src-shared/api/contract.ts';
import { clientOf } from '../../app/api/check-input.ts';
import { openLab, type Lab } from '../../app/open-lab.ts';
import { logFaultsIn } from './faults.ts';
import { note } from './output.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly dataDir?: string;
  /** Folders of the user's own methods beside that in the data folder. */
  readonly methods?: readonly string[];
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** The lab as commands see it: the same API as that of windows, with the same answers. */
export interface CommandLab extends Omit<Lab, 'api' | 'services'> {
  readonly api: LabClient;
}

/** Opens the lab for one command and closes it afterwards, whatever happens. */
export async function withLab<T>(
  { dataDir, methods }: Pick<CommonOptions, 'dataDir' | 'methods'>,
  work: (lab: CommandLab) => Promise<T>,
): Promise<T> {
  const lab = openLab({ ...(dataDir === undefined ? {} : { dataDir }), ...(methods ? { methods } : {}) });
  logFaultsIn(lab.log);
  lab.notices.forEach(note);
  try {
    return await work({ ...lab, api: clientOf(lab.api) });
  } finally {
    await lab.close();
  }
}

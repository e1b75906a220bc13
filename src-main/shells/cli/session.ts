import type { LabClient } from '../../../src-shared/api/contract.ts';
import { clientOf } from '../../app/api/check-input.ts';
import { openLab, type Lab } from '../../app/open-lab.ts';
import { logFaultsIn } from './faults.ts';
import { note } from './output.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly dataDir?: string;
  /** Folders of the user's own methods and corruptions beside that in the data folder. */
  readonly methods?: readonly string[];
  /** Devices to use and runs at a time on each, in place of those of the settings. */
  readonly devices?: string[];
  readonly jobs?: number;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** The lab as commands see it: the same API as that of windows, with the same answers. */
export interface CommandLab extends Omit<Lab, 'api' | 'services'> {
  readonly api: LabClient;
}

/** Opens the lab for one command and closes it afterwards, whatever happens. */
export async function withLab<T>(
  { dataDir, methods, devices, jobs }: Pick<CommonOptions, 'dataDir' | 'methods' | 'devices' | 'jobs'>,
  work: (lab: CommandLab) => Promise<T>,
): Promise<T> {
  const places = { ...(devices ? { devices } : {}), ...(jobs === undefined ? {} : { jobsPerDevice: jobs }) };
  const lab = openLab({ ...(dataDir === undefined ? {} : { dataDir }), ...(methods ? { methods } : {}), places });
  logFaultsIn(lab.log);
  lab.notices.forEach(note);
  try {
    return await work({ ...lab, api: clientOf(lab.api) });
  } finally {
    await lab.close();
  }
}

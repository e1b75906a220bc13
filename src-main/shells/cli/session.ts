import { Lab } from '../../app/lab.ts';
import { logFaultsIn } from './faults.ts';
import { note } from './output.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** Opens the lab for one command and closes it afterwards, whatever happens. */
export async function withLab<T>({ dataDir }: CommonOptions, work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = Lab.open(dataDir === undefined ? {} : { dataDir });
  logFaultsIn(lab.log);
  lab.notices.forEach(note);
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

import type { Settings } from '../../src-shared/api/lab.ts';
import { lab } from './client.ts';
import { Pulled } from './pulled.svelte.ts';

const stored = new Pulled(() => lab.getSettings({}), 'settings');

/** The lab's settings, shared by all its windows. */
export const settings = {
  /** Undefined until they were fetched. */
  get value(): Settings | undefined {
    return stored.value;
  },
  get error() {
    return stored.error;
  },
  /** Changes some of them; rejects with a `LabError`. */
  async change(changes: Partial<Settings>): Promise<void> {
    stored.put(await lab.changeSettings(changes));
  },
};

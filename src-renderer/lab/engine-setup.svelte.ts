import type { EngineSetup, SetupUnderWay } from '../../src-shared/engines.ts';
import { toErrorMessage } from '../../src-shared/errors.ts';
import { t } from '../texts/index.ts';
import { toasts } from '../components/ui/toasts.svelte.ts';
import { connection, lab } from './client.ts';

let state = $state.raw<SetupUnderWay | null>(null);
let isAsked = false;

connection.on('engineSetup', (now) => (state = now));
connection.onFresh(() => void ask());

async function ask(): Promise<void> {
  state = await lab.engineSetup({}).catch(() => null);
}

/** The set-up of an engine, which goes on whatever page is in view. */
export const engineSetup = {
  /** Null while there is none. */
  get underWay(): SetupUnderWay | null {
    if (!isAsked) {
      isAsked = true;
      queueMicrotask(() => void ask());
    }
    return state;
  },
  /** Sets an engine up and reports the outcome. */
  async start(setup: EngineSetup): Promise<void> {
    try {
      await lab.setUpEngine({ setup });
      toasts.success(t.engines.setup.done(setup));
    } catch (error) {
      const { code, message } = toErrorMessage(error);
      if (code === 'cancelled') toasts.info(message);
      else toasts.error(error);
    }
  },
  stop(): void {
    lab.stopEngineSetup({}).catch((error: unknown) => toasts.error(error));
  },
};

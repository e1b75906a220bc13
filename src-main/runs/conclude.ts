import { summariseRun } from '../experiments/metrics-summary.ts';
import type { JobResult } from '../jobs/messages.ts';
import type { Store } from '../store/store.ts';

/** Stores how a run ended. @param early its status when it did not come to its end */
export function concludeRun(
  store: Store,
  id: string,
  result: JobResult | 'withdrawn',
  early: () => 'interrupted' | 'cancelled',
): void {
  if (result === 'withdrawn') {
    store.setStatus(id, early());
    return;
  }
  switch (result.kind) {
    case 'adapt': {
      if (result.stopped) break;
      const { kind: _kind, stopped: _stopped, ...measured } = result;
      const finished = store.shiftsOf(id).flatMap(({ summary }) => summary ?? []);
      store.finishRun(id, summariseRun(finished, measured));
      return;
    }
    case 'pretrain':
      if (!result.summary) break;
      store.finishRun(id, result.summary);
      return;
    case 'engines':
    case 'benchmark':
    case 'provision':
    case 'describe-method':
    case 'check-method':
    case 'describe-corruption':
    case 'check-corruption':
    case 'corrupt':
    case 'open-generator':
      return;
  }
  store.setStatus(id, early());
}

import type { RunRecord, RunStatus } from '../../src-shared/records.ts';
import { toErrorMessage } from '../../src-shared/errors.ts';
import { toasts } from '../components/ui/toasts.svelte.ts';
import { navigate, router } from '../router.svelte.ts';
import { t } from '../texts/index.ts';
import { connection } from './client.ts';
import { runs } from './runs.svelte.ts';

const underWay: readonly RunStatus[] = ['queued', 'running', 'paused'];

function announce(run: RunRecord): void {
  if (router.name === 'run' && router.params.id === run.id) return;
  const action = { label: t.shell.show, run: () => navigate('run', { id: run.id }) };
  if (run.status === 'failed') {
    toasts.error(t.shell.runFailed(run.name), { hint: run.error?.message, action });
  } else if (run.status === 'interrupted') {
    toasts.warning(t.shell.runInterrupted(run.name), { hint: run.error?.message, action });
  } else if (run.status === 'done') {
    // Of runs that were started together only the last one is worth a word.
    const siblings = runs.list.filter(({ group, id }) => group !== null && group === run.group && id !== run.id);
    if (siblings.some(({ status }) => underWay.includes(status))) return;
    toasts.success(siblings.length > 0 ? t.shell.groupDone(run.group!) : t.shell.runDone(run.name), { action });
  }
}

/** Nothing that goes wrong may go unnoticed, even where nobody thought of it. */
function showUnhandled({ reason }: PromiseRejectionEvent): void {
  toasts.error(toErrorMessage(reason));
}

/** Tells the user of runs that end while another page is in view, and of what the lab has to say. */
export function announceEvents(): () => void {
  const known = new Map<string, RunStatus>();
  const releases = [
    connection.on('run', (run) => {
      const before = known.get(run.id) ?? 'queued';
      known.set(run.id, run.status);
      if (before !== run.status && underWay.includes(before)) announce(run);
    }),
    connection.on('notice', ({ level, text }) => {
      toasts[level](text);
    }),
    connection.onProblem((problem) => {
      toasts.error(problem);
    }),
  ];
  window.addEventListener('unhandledrejection', showUnhandled);
  return () => {
    window.removeEventListener('unhandledrejection', showUnhandled);
    for (const release of releases) release();
  };
}

import type { RunRecord, RunStatus } from '../../src-shared/records.ts';
import { toErrorMessage } from '../../src-shared/errors.ts';
import { showLog, toasts, type Burst } from '../components/ui/toasts.svelte.ts';
import { navigate, router } from '../router.svelte.ts';
import { t } from '../texts/index.ts';
import { connection } from './client.ts';
import { runs } from './runs.svelte.ts';

/** Runs that end together, such as those of a cancelled queue or a lost lab, are reported in one message. */
const bursts = {
  done: { kind: 'done', text: t.shell.runsDone },
  failed: { kind: 'failed', text: t.shell.runsFailed },
  interrupted: { kind: 'interrupted', text: t.shell.runsInterrupted },
  notices: { kind: 'notices', text: t.shell.notices },
  problems: { kind: 'problems', text: t.shell.problems },
} as const satisfies Record<string, Burst>;

const underWay: readonly RunStatus[] = ['queued', 'running', 'paused'];

function announce(run: RunRecord): void {
  const { group } = run;
  if (router.name === 'run' && router.params.id === run.id) return;
  if (router.name === 'group' && router.params.id === group) return;
  const name = runs.nameOf(run);
  const action = { label: t.shell.show, run: () => navigate('run', { id: run.id }) };
  if (run.status === 'failed') {
    toasts.error(t.shell.runFailed(name), { hint: run.error?.message, action, burst: bursts.failed });
  } else if (run.status === 'interrupted') {
    toasts.warning(t.shell.runInterrupted(name), { hint: run.error?.message, action, burst: bursts.interrupted });
  } else if (run.status === 'done') {
    // Of runs that were started together only the last one is announced.
    const together = group === null ? [] : runs.list.filter((other) => other.group === group);
    if (together.some(({ status }) => underWay.includes(status))) return;
    if (group === null || together.length < 2) {
      toasts.success(t.shell.runDone(name), { action, burst: bursts.done });
      return;
    }
    const show = { label: t.shell.show, run: () => navigate('group', { id: group }) };
    toasts.success(t.shell.groupDone(together.filter(({ status }) => status === 'done').length), { action: show });
  }
}

/** Nothing that goes wrong may go unnoticed, even where nobody thought of it. */
function showUnhandled({ reason }: PromiseRejectionEvent): void {
  toasts.error(toErrorMessage(reason), { burst: bursts.problems });
}

/** Notifies the user of runs that end while another page is in view, and of notices of the lab. */
export function announceEvents(): () => void {
  const releases = [
    runs.onStatus((run, before) => {
      if (underWay.includes(before)) announce(run);
    }),
    connection.on('notice', ({ level, text }) => {
      toasts[level](text, { burst: bursts.notices, ...(level === 'error' ? { action: showLog } : {}) });
    }),
    connection.onProblem((problem) => {
      toasts.error(problem, { burst: bursts.problems });
    }),
  ];
  window.addEventListener('unhandledrejection', showUnhandled);
  return () => {
    window.removeEventListener('unhandledrejection', showUnhandled);
    for (const release of releases) release();
  };
}

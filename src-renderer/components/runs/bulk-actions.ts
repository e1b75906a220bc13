import type { RunRecord, RunStatus } from '../../../src-shared/records.ts';
import { toErrorMessage } from '../../../src-shared/errors.ts';
import { lab } from '../../lab/client.ts';
import { t } from '../../texts/index.ts';
import { mayCancel, mayMove, mayPause, mayResume, resume } from '../run/run-actions.ts';
import { toasts } from '../ui/toasts.svelte.ts';

export type BulkAction = 'pause' | 'resume' | 'cancel' | 'next' | 'rerun';

/** Applies an action to runs in sequence, so that they keep their order, and reports failures. */
async function eachOf(runs: readonly RunRecord[], work: (id: string) => Promise<unknown>): Promise<number> {
  const problems: string[] = [];
  for (const { id } of runs) {
    try {
      await work(id);
    } catch (error) {
      problems.push(toErrorMessage(error).message);
    }
  }
  if (problems.length > 0) toasts.error(t.runs.actions.partly(problems.length, runs.length, problems[0]!));
  return runs.length - problems.length;
}

interface Action {
  /** Whether a run allows it. */
  readonly may: (run: RunRecord) => boolean;
  /** Does it to those of the runs that allow it. */
  readonly run: (runs: readonly RunRecord[]) => Promise<unknown>;
}

function action(mayIn: (status: RunStatus) => boolean, work: (id: string) => Promise<unknown>): Action {
  const may = ({ status }: RunRecord): boolean => mayIn(status);
  return { may, run: (runs) => eachOf(runs.filter(may), work) };
}

/** Results from elsewhere can't be computed again. */
const mayRerun = (run: RunRecord): boolean => run.status === 'done' && !(run.kind === 'adapt' && run.external);

export const bulkActions: Readonly<Record<BulkAction, Action>> = {
  pause: action(mayPause, (id) => lab.pauseRun({ id })),
  resume: action(mayResume, resume),
  cancel: action(mayCancel, (id) => lab.cancelRun({ id })),
  next: {
    may: ({ status }) => mayMove(status),
    run: async (runs) => {
      const waiting = runs.filter(({ status }) => mayMove(status));
      const chosen = new Set(waiting.map(({ id }) => id));
      const first = (await lab.listQueue({})).find((id) => !chosen.has(id));
      // With nothing else in the queue they are the next ones anyway.
      if (first !== undefined) await eachOf(waiting, (id) => lab.moveRun({ id, before: first }));
    },
  },
  rerun: {
    may: mayRerun,
    run: async (runs) => {
      const done = runs.filter(mayRerun);
      const queued = await eachOf(done, (id) => lab.rerun({ id }));
      if (queued > 0) toasts.info(t.runs.actions.rerunDone(queued));
    },
  },
};

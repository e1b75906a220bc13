import type { LabEvent } from '../../../src-shared/api/events.ts';
import type { RunRecord } from '../../../src-shared/records.ts';

export interface RunNotice {
  readonly title: string;
  readonly body: string;
  /** Page that a click leads to. */
  readonly route: string;
}

export interface NoticeFacts {
  /** Whether the user has asked for notifications. */
  readonly wanted: () => boolean;
  /** Whether a window of the lab has the focus: then its page says what happens. */
  readonly watched: () => boolean;
  /** Whether another run is under way or about to begin. */
  readonly busy: () => boolean;
}

/** The system notification for a run that ended: for each failure, and for the last run of the queue. */
function noticeOf({ id, name, status, error }: RunRecord, busy: boolean): RunNotice | undefined {
  const route = `/runs/${encodeURIComponent(id)}`;
  if (status === 'failed') return { title: `${name} failed`, body: error?.message ?? '', route };
  return status === 'done' && !busy ? { title: `${name} is done`, body: 'No run is left to do.', route } : undefined;
}

/** Long enough for the next run of the queue to begin. */
const settleMs = 1000;

/** Watches events of the lab and passes on system notifications. */
export function watchRuns(
  { wanted, watched, busy }: NoticeFacts,
  notify: (notice: RunNotice) => void,
): (event: LabEvent) => void {
  const notified = new Set<string>();
  return ({ topic, payload }) => {
    if (topic !== 'run') return;
    const { id, status } = payload;
    if (status !== 'done' && status !== 'failed') {
      notified.delete(id);
      return;
    }
    // Labels of a finished run may change; that is no news.
    if (notified.has(id)) return;
    notified.add(id);
    setTimeout(() => {
      const notice = wanted() && !watched() ? noticeOf(payload, busy()) : undefined;
      if (notice) notify(notice);
    }, settleMs).unref();
  };
}

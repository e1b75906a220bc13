import { dataFolder } from '../../platform/data-folder.ts';
import type { RunProgress } from '../../../src-shared/api/runs.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { Interrupted, note } from './output.ts';
import { progressView } from './progress.ts';
import { runNames } from './run-names.ts';
import type { CommandLab } from './session.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal to the whole process group also comes through our starter: within this time it is the same one again. */
const echoMs = 500;

/** How long the batch under way is waited for: a compute process that was stopped, or hangs, never ends it. */
const patienceMs = 10_000;

/** The first signal stops after the batch under way or when that takes too long, the second one at once. */
function stopOnSignal(lab: CommandLab): () => void {
  let askedAt: number | undefined;
  let patience: NodeJS.Timeout | undefined;
  const giveUp = (): void => {
    note('The batch under way does not end: it is given up, and computed again when the run is resumed.');
    lab.killCompute();
  };
  const onSignal = (): void => {
    const now = performance.now();
    if (askedAt !== undefined) {
      if (now - askedAt > echoMs) lab.killCompute();
      return;
    }
    askedAt = now;
    note(`Stopping after the batch under way, in ${patienceMs / 1000} s at most; press Ctrl-C again to stop at once.`);
    patience = setTimeout(giveUp, patienceMs);
    lab.stopAll();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    clearTimeout(patience);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** Command to continue; within `npm run` the program itself may not be on the search path. */
function resumeCommand(stopped: readonly RunRecord[], dataDir: string): string {
  const program = process.env['npm_lifecycle_event'] === undefined ? 'lab' : 'npm run -s lab --';
  const ids = stopped.length === 1 ? [stopped[0]!.id] : [];
  const folder = dataDir === dataFolder() ? [] : ['--data-dir', dataDir];
  return [program, 'resume', ...ids, ...folder].join(' ');
}

function interruption(
  stopped: readonly RunRecord[],
  latest: ReadonlyMap<string, RunProgress>,
  dataDir: string,
): Interrupted {
  const [first] = stopped;
  const progress = first && latest.get(first.id);
  const unit = first?.kind === 'pretrain' ? 'steps' : 'batches';
  const where = progress && progress.total > 0 ? ` after ${progress.done} of ${progress.total} ${unit}` : '';
  return new Interrupted(`Stopped${where}; everything finished is kept. To go on: ${resumeCommand(stopped, dataDir)}`);
}

/** Warnings that are shown of all runs together. */
const mostWarnings = 20;

/** Says each warning once, and not too many. */
function warnings(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text) || said.size > mostWarnings) return;
    said.add(text);
    say(said.size > mostWarnings ? 'There are more warnings; lab show --json --batches has all.' : `Warning: ${text}`);
  };
}

/**
 * Shows the progress of queued runs until all have ended.
 * @param isStopped whether a run that ended is one that was stopped; all that are not done by default
 * @returns the runs that are done
 * @throws Interrupted when some were stopped, else what made the first one fail
 */
export async function follow(
  lab: CommandLab,
  queued: readonly RunRecord[],
  isStopped = ({ status }: RunRecord): boolean => status !== 'done',
): Promise<RunRecord[]> {
  const view = progressView();
  const latest = new Map<string, RunProgress>();
  const nameOf = await runNames(lab.api, queued);
  const warn = warnings((text) => view.say(text));
  const unsubscribe = lab.hub.subscribe(({ topic, payload }) => {
    if (topic === 'log' && payload.entry.level === 'warning') warn(payload.entry.text);
    if (topic !== 'progress') return;
    latest.set(payload.runId, payload);
    view.show({ ...payload, name: nameOf({ id: payload.runId, name: payload.name }) });
  });
  const release = stopOnSignal(lab);
  try {
    const ended = await Promise.allSettled(queued.map(({ id }) => lab.finished(id)));
    const runs = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const stopped = runs.filter(isStopped);
    const failure = ended.find((end) => end.status === 'rejected');
    if (stopped.length > 0) throw interruption(stopped, latest, lab.dataDir);
    if (failure) throw failure.reason as Error;
    return runs;
  } finally {
    view.close();
    release();
    unsubscribe();
  }
}

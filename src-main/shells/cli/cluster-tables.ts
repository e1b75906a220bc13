import type { CollectedTask, CollectStatus } from '../../cluster/collect.ts';
import type { SubmitOutcome } from '../../cluster/submit.ts';
import type { TaskState, TaskStatus } from '../../cluster/task-states.ts';
import { render } from './run-tables.ts';

const runs = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);

/** The parts that there are something of, as a list. */
function list(parts: readonly (readonly [count: number, words: string])[]): string {
  return parts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])).join(', ');
}

/** Submitted and omitted runs, and the next step. */
export function submittedText({ folder, jobIds, first, after, leftOut }: SubmitOutcome): string {
  const rest = list([
    [leftOut.here, 'done here already'],
    [leftOut.collectable, 'done on the cluster'],
    [leftOut.queued, 'in the queue already'],
    [leftOut.underWay, 'under way here'],
  ]);
  const others = rest === '' ? [] : [`Left out: ${rest}.`];
  const collect = `Collect the results with: lab suite collect ${folder}`;
  const count = first.length + after.length;
  if (count === 0) {
    return ['There is nothing to submit.', ...others, ...(leftOut.collectable > 0 ? [collect] : [])].join('\n');
  }
  const waiting =
    after.length === 0
      ? []
      : [`Of these, ${after.length} ${after.length === 1 ? 'waits' : 'wait'} for a pre-training.`];
  if (jobIds.length === 0) {
    const written = `${runs(count)} would be submitted; the job folder is written: ${folder}`;
    return [written, ...waiting, ...others, 'Submit them with the same command without --dry-run.'].join('\n');
  }
  return [
    `Submitted ${runs(count)} as job ${jobIds.join(' and ')}; the job folder is ${folder}`,
    ...waiting,
    ...others,
    `See how far it is with: lab suite jobs ${folder}`,
    collect,
  ].join('\n');
}

const collectWords: Readonly<Record<CollectStatus, string>> = {
  new: 'new',
  updated: 'brought up to date',
  known: 'known already',
  failed: 'failed',
  unfinished: 'stopped before the end',
  damaged: 'damaged',
  missing: 'not there yet',
};

/** How many runs came in, and a line for each that could not. */
export function collectedText(collected: readonly CollectedTask[], folder: string): string {
  const count = (status: CollectStatus): number => collected.filter((task) => task.status === status).length;
  const statuses = Object.keys(collectWords) as CollectStatus[];
  const problems = collected.filter(({ problem }) => problem !== null);
  const again = count('failed') + count('unfinished') + count('damaged') > 0;
  return [
    `${runs(collected.length)}: ${list(statuses.map((status) => [count(status), collectWords[status]]))}.`,
    ...problems.map(({ index, name, problem }) => `Task ${index} (${name}): ${problem ?? ''}`),
    ...(again ? ['To continue with the missing runs, submit the suite again to the same folder.'] : []),
    ...(count('missing') > 0 ? [`See how far it is with: lab suite jobs ${folder}`] : []),
  ].join('\n');
}

const stateWords: Readonly<Record<TaskStatus, string>> = {
  done: 'done',
  running: 'running',
  queued: 'queued',
  stopped: 'stopped',
  failed: 'failed',
  damaged: 'damaged',
  lost: 'lost',
  open: 'not submitted',
};

/** One row per task. */
export function statesText(states: readonly TaskState[]): string {
  const counts = Map.groupBy(states, ({ status }) => status);
  const summary = list([...counts].map(([status, tasks]) => [tasks.length, stateWords[status]]));
  const table = render(
    ['Task', 'Run', 'State', 'Job', 'Details'],
    states.map(({ index, name, status, job, detail }) => [
      `${index}`,
      name,
      stateWords[status],
      job ?? '',
      detail ?? '',
    ]),
    5,
  );
  return `${table}\n${runs(states.length)}: ${summary}.`;
}

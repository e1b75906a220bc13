import { isUnderWay } from '../suites/queue-work.ts';
import type { PlannedTask } from './cluster-plan.ts';
import type { TaskState } from './task-states.ts';

export interface Choice {
  /** Tasks that can start at once. */
  readonly first: readonly number[];
  /** Tasks that need the generator of a pre-training which the scheduler has yet to do. */
  readonly after: readonly number[];
  /** Tasks that were left out. */
  readonly leftOut: {
    /** Done in this lab. */
    readonly here: number;
    /** Done in the job folder, to be collected. */
    readonly collectable: number;
    /** Waiting or running with the scheduler. */
    readonly queued: number;
    /** Queued or under way in this lab, or in need of a pre-training that is. */
    readonly underWay: number;
  };
}

type Place = keyof Choice['leftOut'] | 'open';

function placeOf({ stored }: PlannedTask, { status }: TaskState): Place {
  if (stored?.status === 'done') return 'here';
  if (status === 'done') return 'collectable';
  if (status === 'queued' || status === 'running') return 'queued';
  return isUnderWay(stored) ? 'underWay' : 'open';
}

/** Which tasks are to be submitted, and why the others are not. A pre-training that no open run needs is not done again. */
export function choose(planned: readonly PlannedTask[], states: readonly TaskState[]): Choice {
  const own = planned.map((one, index) => placeOf(one, states[index]!));
  const places = planned.map(({ task: { index, after } }) =>
    own[index] === 'open' && after !== null && own[after] === 'underWay' ? 'underWay' : own[index]!,
  );
  const needed = new Set(planned.flatMap(({ task }) => (places[task.index] === 'open' ? (task.after ?? []) : [])));
  const open = planned
    .map(({ task }) => task)
    .filter(({ index, kind }) => places[index] === 'open' && (kind === 'adapt' || needed.has(index)));
  const hasToWait = ({ after }: PlannedTask['task']) =>
    after !== null && (places[after] === 'open' || places[after] === 'queued');
  const count = (place: Place): number => places.filter((other) => other === place).length;
  return {
    first: open.filter((task) => !hasToWait(task)).map(({ index }) => index),
    after: open.filter(hasToWait).map(({ index }) => index),
    leftOut: {
      here: count('here'),
      collectable: count('collectable'),
      queued: count('queued'),
      underWay: count('underWay'),
    },
  };
}

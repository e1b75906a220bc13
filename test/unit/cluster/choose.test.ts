import { describe, expect, it } from 'vitest';
import { choose } from '../../../src-main/cluster/choose.ts';
import type { PlannedTask } from '../../../src-main/cluster/cluster-plan.ts';
import type { TaskState, TaskStatus } from '../../../src-main/cluster/task-states.ts';
import type { RunStatus } from '../../../src-shared/records.ts';

interface Case {
  readonly kind?: 'pretrain';
  readonly after?: number;
  readonly stored?: RunStatus;
  readonly state?: TaskStatus;
}

function choice(...cases: readonly Case[]) {
  const planned = cases.map(({ kind = 'adapt', after = null, stored }, index) => ({
    task: { index, kind, after },
    stored: stored && { status: stored },
  }));
  const states = cases.map(({ state = 'open' }) => ({ status: state }));
  return choose(planned as unknown as PlannedTask[], states as TaskState[]);
}
const none = { here: 0, collectable: 0, queued: 0, underWay: 0 };

describe('choose', () => {
  it('submits what was never done, failed, was stopped, lost or damaged', () => {
    const states = (['open', 'failed', 'stopped', 'lost', 'damaged'] as const).map((state) => ({ state }));
    expect(choice(...states)).toEqual({ first: [0, 1, 2, 3, 4], after: [], leftOut: none });
    expect(choice({ stored: 'failed' }, { stored: 'interrupted' })).toMatchObject({ first: [0, 1] });
  });

  it('leaves out what is done or under way, here or there', () => {
    expect(
      choice({ stored: 'done' }, { state: 'done' }, { state: 'queued' }, { state: 'running' }, { stored: 'running' }),
    ).toEqual({ first: [], after: [], leftOut: { here: 1, collectable: 1, queued: 2, underWay: 1 } });
  });

  it('does a pre-training first, and only if a run needs it', () => {
    const pretrain = { kind: 'pretrain' as const };
    expect(choice(pretrain, { after: 0 }, {})).toMatchObject({ first: [0, 2], after: [1] });
    expect(choice(pretrain, { after: 0, stored: 'done' }, {})).toMatchObject({ first: [2], after: [] });
  });

  it('waits for a pre-training only until it is done', () => {
    const pretrain = (rest: Case): Case => ({ kind: 'pretrain', ...rest });
    expect(choice(pretrain({ stored: 'done' }), { after: 0 })).toMatchObject({ first: [1], after: [] });
    expect(choice(pretrain({ state: 'done' }), { after: 0 })).toMatchObject({ first: [1], after: [] });
    expect(choice(pretrain({ state: 'queued' }), { after: 0 })).toMatchObject({ first: [], after: [1] });
    // Slurm can't wait for a run of this lab.
    const here = choice(pretrain({ stored: 'running' }), { after: 0 });
    expect(here).toEqual({ first: [], after: [], leftOut: { ...none, underWay: 2 } });
  });
});

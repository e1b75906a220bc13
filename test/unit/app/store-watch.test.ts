import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '../../../src-shared/api/events.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { StoreWatch } from '../../../src-main/app/store-watch.ts';
import { identifyProcess } from '../../../src-main/store/process-identity.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newRun, provenance } from '../store/support.ts';

const root = temporaryFolder('store-watch');
let count = 0;
let own: Store;
let other: Store;
let watch: StoreWatch;
let events: LabEvent[];

beforeEach(() => {
  const file = path.join(root, String(count++), 'lab.sqlite');
  own = openStore(file);
  other = openStore(file);
  const hub = new EventHub();
  watch = new StoreWatch(own, hub, { error: () => undefined });
  events = [];
  hub.subscribe((event) => events.push(event));
});
afterEach(() => {
  watch.stop();
  own.close();
  other.close();
});

describe('StoreWatch', () => {
  it('tells of what another connection changes, once', () => {
    watch.look();
    expect(events).toEqual([]);
    const { id } = other.createRun(newRun());
    watch.look();
    expect(events).toEqual([{ topic: 'run', payload: own.getRun(id) }]);
    other.annotateRun(id, { tags: ['x'] });
    watch.look();
    expect(events[1]).toMatchObject({ topic: 'run', payload: { id, tags: ['x'] } });
    other.setStatus(id, 'cancelled');
    other.deleteRuns([id]);
    watch.look();
    expect(events.slice(2)).toEqual([{ topic: 'runsDeleted', payload: { ids: [id] } }]);
    watch.look();
    expect(events).toHaveLength(3);
  });

  it('has windows fetch curves and figures of runs that another process works on', () => {
    const { id } = other.createRun(newRun());
    other.startRun(id, provenance, identifyProcess(process.ppid));
    watch.look();
    expect(events.map(({ topic }) => topic)).toEqual(['run', 'rewound', 'run']);
  });

  it('finds runs whose process was killed', () => {
    const { id } = other.createRun(newRun());
    other.startRun(id, provenance, { ...identifyProcess(), startToken: 'gone' });
    watch.look();
    expect(own.getRun(id).status).toBe('interrupted');
    expect(events[0]).toMatchObject({ topic: 'run', payload: { id, status: 'interrupted' } });
  });

  it('survives a full disk, says so once, and marks the abandoned run once there is space', async () => {
    const { id } = other.createRun(newRun());
    other.startRun(id, provenance, { ...identifyProcess(), startToken: 'another life' });
    const space = vi.spyOn(own, 'markInterruptedRuns').mockImplementation(() => {
      throw new LabError('no-space', 'There is no space left.');
    });
    vi.useFakeTimers();
    const logged: unknown[] = [];
    const hub = new EventHub();
    hub.subscribe((event) => events.push(event));
    const timed = new StoreWatch(own, hub, { error: (_text, error) => void logged.push(error) });
    await vi.advanceTimersByTimeAsync(5000);
    expect(logged).toHaveLength(1);
    expect(events).toEqual([
      {
        topic: 'notice',
        payload: { level: 'warning', text: expect.stringContaining('There is no space left.') as string },
      },
    ]);
    space.mockRestore();
    await vi.advanceTimersByTimeAsync(1000);
    expect(own.getRun(id).status).toBe('interrupted');
    expect(events.at(-1)).toEqual({ topic: 'run', payload: own.getRun(id) });
    timed.stop();
    vi.useRealTimers();
  });
});

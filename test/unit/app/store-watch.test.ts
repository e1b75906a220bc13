import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '../../../src-shared/api/events.ts';
import type { RunCurve } from '../../../src-shared/api/runs.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { StoreWatch } from '../../../src-main/app/store-watch.ts';
import { identifyProcess } from '../../../src-main/store/process-identity.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newPretraining } from '../store/new-pretraining.ts';
import { batch, newRun, newShift, provenance } from '../store/support.ts';

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
  it('reports what another connection changes, once', () => {
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

  describe('of a run that another process works on', () => {
    const topics = () => events.splice(0).map(({ topic }) => topic);
    let id: string;

    beforeEach(() => {
      id = other.createRun(newRun()).id;
      other.startRun(id, provenance, identifyProcess(process.ppid));
      other.startShift(id, newShift());
      other.appendBatches(id, 0, [batch(0), batch(1)]);
      watch.look();
    });

    it('has windows fetch all at first, and reports each row that is added once', () => {
      expect(topics()).toEqual(['run', 'rewound', 'run']);
      const whole = vi.spyOn(own, 'curveOf');
      const read = vi.spyOn(own, 'rowsSince');
      for (let next = 2; next < 40; next += 2) {
        other.appendBatches(id, 0, [batch(next), batch(next + 1)]);
        watch.look();
      }
      other.log(id, 'info', 'something beside its rows');
      watch.look();
      const curves = events.flatMap((event) => (event.topic === 'curve' ? event.payload.shifts : []));
      expect(curves.map(({ firstBatch, sizes }) => [firstBatch, sizes.length])).toEqual(
        Array.from({ length: 19 }, (_, index) => [2 * index + 2, 2]),
      );
      const rowsRead = read.mock.results.flatMap(({ value }) => (value as RunCurve).shifts[0]!.sizes);
      expect(rowsRead).toHaveLength(38);
      expect(whole).not.toHaveBeenCalled();
      expect(new Set(topics())).toEqual(new Set(['curve', 'run']));
    });

    it('goes on with the next stream, and gives the rows that come with the end', () => {
      topics();
      other.appendBatches(id, 0, [batch(2)]);
      other.startShift(id, newShift(1, 'snow'));
      other.appendBatches(id, 1, [batch(0)]);
      other.setStatus(id, 'cancelled');
      watch.look();
      const curve = events.find(({ topic }) => topic === 'curve')?.payload as RunCurve;
      expect(curve.shifts.map(({ position, firstBatch, sizes }) => [position, firstBatch, sizes.length])).toEqual([
        [0, 2, 1],
        [1, 0, 1],
      ]);
      topics();
      other.createRun(newRun());
      watch.look();
      expect(topics()).not.toContain('curve');
    });

    it('has windows fetch all anew when it goes on from its checkpoint', () => {
      topics();
      other.setStatus(id, 'interrupted');
      other.startRun(id, provenance, identifyProcess(process.ppid));
      other.rewindToCheckpoint(id);
      watch.look();
      expect(topics()).toContain('rewound');
      other.startShift(id, newShift());
      other.appendBatches(id, 0, [batch(0)]);
      watch.look();
      expect(events).toContainEqual({ topic: 'curve', payload: own.curveOf(id) });
    });

    it('goes on with the losses of a pre-training', () => {
      const trained = other.createRun(newPretraining()).id;
      other.startRun(trained, provenance, identifyProcess(process.ppid));
      other.appendSteps(trained, [{ step: 0, loss: 2 }]);
      watch.look();
      other.appendSteps(trained, [{ step: 1, loss: 1 }]);
      watch.look();
      const curves = events.flatMap((event) => (event.topic === 'curve' ? [event.payload] : []));
      expect(curves).toEqual([{ runId: trained, shifts: [], firstStep: 1, losses: [1] }]);
    });
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

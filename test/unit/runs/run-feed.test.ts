import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { labEvents, type LabEvent } from '../../../src-shared/api/events.ts';
import type { RunProgress } from '../../../src-shared/api/runs.ts';
import type { BatchRecord } from '../../../src-shared/records.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { RunFeed } from '../../../src-main/runs/run-feed.ts';
import { doneRun } from '../shared/comparison/support.ts';

const shift = { position: 1, corruption: 'fog', severity: 5, imageCount: 640 };
const batch = (index: number, diagnostics: BatchRecord['diagnostics'] = { loss: index }): BatchRecord => ({
  ...{ index, size: 64, correct1: index, correct5: 60, adapted: true, computeSeconds: 0.5, loadSeconds: 0.1 },
  diagnostics,
});
const progress = (done: number): RunProgress => ({
  ...{ runId: 'r', name: 'TENT', stage: null, done, total: 100 },
  ...{ shift: 'fog/5', shiftAccuracy: 0.5, secondsLeft: null },
});

let events: LabEvent[];
let feed: RunFeed;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  const hub = new EventHub();
  hub.subscribe((event) => events.push(event));
  feed = new RunFeed('r', hub);
});
afterEach(() => {
  for (const { topic, payload } of events) labEvents[topic].parse(payload);
  vi.useRealTimers();
});

describe('RunFeed', () => {
  it('sends at most ten messages a second, with every row once and in order', () => {
    for (let index = 0; index < 200; index++) {
      feed.batch(shift, batch(index));
      feed.progress(progress(index + 1));
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1000);
    expect(events.length).toBeLessThanOrEqual(2 * 10 + 2);
    let next = 0;
    for (const event of events) {
      if (event.topic !== 'curve') continue;
      const [curve] = event.payload.shifts;
      expect(curve).toMatchObject({ position: 1, corruption: 'fog', firstBatch: next });
      expect(curve!.correct1).toEqual(curve!.sizes.map((_, index) => next + index));
      next += curve!.sizes.length;
    }
    expect(next).toBe(200);
    expect(events.filter(({ topic }) => topic === 'progress').at(-1)?.payload).toEqual(progress(200));
  });

  it('reports a new status after what was measured before it', () => {
    feed.progress(progress(1));
    feed.batch(shift, batch(0));
    feed.progress(progress(2));
    feed.rewound();
    feed.epoch({ epoch: 0, meanLoss: 1, accuracy: {}, seconds: 1, isBest: true });
    expect(events.map(({ topic }) => topic)).toEqual(['progress', 'curve', 'progress', 'rewound', 'epoch']);
    feed.batch(shift, batch(1));
    feed.run(doneRun('r', { fog: 0.5 }).run);
    expect(events.map(({ topic }) => topic).slice(5)).toEqual(['curve', 'run']);
  });

  it('fills in what a batch does not report', () => {
    feed.progress(progress(0));
    feed.batch(shift, batch(0, { loss: NaN }));
    feed.batch(shift, batch(1, { entropy: 1 }));
    vi.advanceTimersByTime(300);
    const curve = events.find((event) => event.topic === 'curve');
    expect(curve?.payload).toMatchObject({ shifts: [{ diagnostics: { loss: [null, null], entropy: [null, 1] } }] });
  });

  it('reports the losses of pre-training', () => {
    feed.progress(progress(0));
    for (const step of [7, 8, 9]) feed.step({ step, loss: step === 8 ? Infinity : step / 10 });
    vi.advanceTimersByTime(300);
    expect(events.find(({ topic }) => topic === 'curve')?.payload).toEqual({
      ...{ runId: 'r', shifts: [], firstStep: 7 },
      losses: [0.7, null, 0.9],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { EventSender } from '../../../src-main/jobs/event-sender.ts';
import type { JobEvent } from '../../../src-main/jobs/messages.ts';

const step = (index: number): JobEvent => ({ type: 'step', step: { step: index, loss: 1 } });
const stage: JobEvent = { type: 'stage', text: 'x' };

describe('EventSender', () => {
  it('sends frequent events together, in order, and everything else at once', () => {
    let now = 0;
    const sent: JobEvent[][] = [];
    const sender = new EventSender(
      (events) => sent.push(events),
      50,
      () => now,
    );
    sender.add(step(0));
    sender.add(step(1));
    now = 49;
    sender.add(step(2));
    expect(sent).toEqual([[step(0)]]);
    now = 50;
    sender.add(step(3));
    expect(sent[1]).toEqual([step(1), step(2), step(3)]);
    sender.add(step(4));
    sender.add(stage);
    expect(sent[2]).toEqual([step(4), stage]);
    sender.add(step(5));
    sender.flush();
    sender.flush();
    expect(sent).toHaveLength(4);
  });
});

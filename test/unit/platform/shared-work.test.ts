import { expect, it } from 'vitest';
import { SharedWork } from '../../../src-main/platform/shared-work.ts';

function setUp() {
  const begun: { readonly signal: AbortSignal; readonly end: (value: string) => void }[] = [];
  const shared = new SharedWork<string>();
  const ask = (signal?: AbortSignal): Promise<string> =>
    shared.ask(
      'key',
      (dropped) => {
        const { promise, resolve } = Promise.withResolvers<string>();
        begun.push({ signal: dropped, end: resolve });
        return promise;
      },
      signal,
    );
  return { begun, ask };
}

it('is done once for all who ask meanwhile, and again for who asks later', async () => {
  const { begun, ask } = setUp();
  const both = Promise.all([ask(), ask()]);
  begun[0]!.end('done');
  expect(await both).toEqual(['done', 'done']);
  void ask();
  expect(begun).toHaveLength(2);
});

it('begins nothing for who waits no longer', async () => {
  const { begun, ask } = setUp();
  const reason = new Error('gone');
  await expect(ask(AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(begun).toEqual([]);
});

it('ends early once nobody waits for it any more, and not before', () => {
  const { begun, ask } = setUp();
  const [first, second] = [new AbortController(), new AbortController()];
  void ask(first.signal);
  void ask(second.signal);
  first.abort();
  expect(begun[0]!.signal.aborted).toBe(false);
  second.abort();
  expect(begun[0]!.signal.aborted).toBe(true);
  // Work that is about to end is nothing for others.
  void ask();
  expect([begun.length, begun[1]!.signal.aborted]).toEqual([2, false]);
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { toasts } from '../../../src-renderer/components/ui/toasts.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const { id } of [...toasts.list]) toasts.dismiss(id);
  vi.useRealTimers();
});

it('goes away by itself and says so', () => {
  const onexpire = vi.fn();
  toasts.info('Deleted.', { duration: 1000, onexpire });
  vi.advanceTimersByTime(999);
  expect(toasts.list).toHaveLength(1);
  vi.advanceTimersByTime(2);
  expect(toasts.list).toHaveLength(0);
  expect(onexpire).toHaveBeenCalledOnce();
});

it('runs its action instead', () => {
  const run = vi.fn();
  const onexpire = vi.fn();
  toasts.success('Deleted.', { action: { label: 'Undo', run }, onexpire });
  toasts.act(toasts.list[0]!);
  vi.runAllTimers();
  expect(run).toHaveBeenCalledOnce();
  expect(onexpire).not.toHaveBeenCalled();
});

it('stands still while it is held', () => {
  toasts.info('Look.', { duration: 1000 });
  vi.advanceTimersByTime(400);
  toasts.hold();
  vi.advanceTimersByTime(10_000);
  expect(toasts.list).toHaveLength(1);
  toasts.release();
  vi.advanceTimersByTime(601);
  expect(toasts.list).toHaveLength(0);
});

it('shows errors with what to do', () => {
  toasts.error(Object.assign(new Error('The disk is full.'), { hint: 'Free some space.' }));
  expect(toasts.list[0]).toMatchObject({ tone: 'error', message: 'The disk is full.', hint: 'Free some space.' });
});

it('says the same thing once, with how often', () => {
  for (let i = 0; i < 3; i++) toasts.error('The lab can not be reached.');
  expect(toasts.list).toMatchObject([{ message: 'The lab can not be reached.', count: 3 }]);
});

it('merges a burst of one kind, with each message in the details, and starts its time anew', () => {
  const burst = { kind: 'failed', text: (count: number) => `${count} runs have failed.` };
  const action = { label: 'Show', run: () => undefined };
  toasts.error('TENT has failed.', { burst, action, hint: 'Disk full.', duration: 1000 });
  vi.advanceTimersByTime(900);
  toasts.error('SAR has failed.', { burst, action, duration: 1000 });
  toasts.error('EATA has failed.', { burst, action, duration: 1000 });
  toasts.info('TENT is done.', { burst });
  expect(toasts.list).toHaveLength(2);
  expect(toasts.list[0]).toMatchObject({
    message: '3 runs have failed.',
    details: ['TENT has failed. Disk full.', 'SAR has failed.', 'EATA has failed.'],
    action: undefined,
  });
  vi.advanceTimersByTime(900);
  expect(toasts.list).toHaveLength(2);
  vi.advanceTimersByTime(101);
  expect(toasts.list).toHaveLength(1);
});

it('keeps apart what can be undone', () => {
  const action = { label: 'Undo', run: () => undefined };
  toasts.info('TENT was deleted.', { action });
  toasts.info('TENT was deleted.', { action });
  expect(toasts.list).toHaveLength(2);
});

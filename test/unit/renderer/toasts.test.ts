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

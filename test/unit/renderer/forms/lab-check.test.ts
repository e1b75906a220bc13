import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AdaptRun } from '../../../../src-shared/records.ts';
import type { fakeClient } from '../fake-lab.ts';
import { asComponent, Changing } from '../runes.svelte.ts';
import { LabCheck, type Answer } from '../../../../src-renderer/components/forms/lab-check.svelte.ts';

vi.mock('../../../../src-renderer/lab/client.ts', async () => (await import('../fake-lab.ts')).fakeClient());
const client = (await import('../../../../src-renderer/lab/client.ts')) as unknown as ReturnType<typeof fakeClient>;

const problem = { code: 'bad-option', message: 'Too many images.' } as const;
const warning = { text: 'Normalised otherwise.', setting: 'normalisation' } as const;
const about = (seconds: number | null): Answer => ({ estimate: { seconds, basis: '' } });

const asked = new Changing<string | undefined>(undefined);
let check: LabCheck<string>;
let end: () => void;
const look = vi.fn<(asked: string) => Promise<Answer>>();
/** Of the estimates that were asked for. */
const signals: AbortSignal[] = [];
const time = vi.fn<(asked: string) => Promise<Answer>>();

function start(options: { checks: boolean }): void {
  end = asComponent(() => {
    const estimate = (of: string, signal: AbortSignal): Promise<Answer> => {
      signals.push(signal);
      return time(of);
    };
    const checking = options.checks ? { check: (of: string) => look(of) } : {};
    check = new LabCheck({ asked: () => asked.current, ...checking, estimate });
  });
}

/** Asks for something else and lets the lab answer. */
async function ask(next: string | undefined, milliseconds = 2000): Promise<void> {
  asked.current = next;
  flushSync();
  await vi.advanceTimersByTimeAsync(milliseconds);
}

beforeEach(() => {
  vi.useFakeTimers();
  asked.current = undefined;
  signals.length = 0;
  look.mockReset().mockResolvedValue({ problems: [], warnings: [] });
  time.mockReset().mockResolvedValue(about(5));
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

it('asks once for what is typed in one go, and nothing while the form is not valid', async () => {
  start({ checks: true });
  for (const typed of ['1', '12', '128']) await ask(typed, 100);
  await ask('128');
  expect([look.mock.calls, time.mock.calls]).toEqual([[['128']], [['128']]]);
  expect([check.estimate?.seconds, check.estimating]).toEqual([5, false]);
  await ask(undefined);
  expect([look.mock.calls.length, check.estimate]).toEqual([1, undefined]);
});

it('gives no estimate of what is wrong, and forgets what was wrong once it is not', async () => {
  start({ checks: true });
  look.mockResolvedValueOnce({ problems: [problem], warnings: [warning] });
  await ask('a');
  expect([check.problems, check.warnings, time.mock.calls]).toEqual([[problem], [warning], []]);
  await ask('b');
  expect([check.problems, check.warnings, check.estimate?.seconds]).toEqual([[], [], 5]);
});

it('takes problems and warnings from the estimate where there is no check of its own', async () => {
  start({ checks: false });
  time.mockResolvedValueOnce({ ...about(null), problems: [problem], warnings: [] });
  await ask('a');
  expect([check.problems, check.estimate]).toEqual([[problem], undefined]);
  time.mockResolvedValueOnce({ ...about(8), warnings: [warning] });
  await ask('b');
  expect([check.problems, check.warnings, check.estimate?.seconds]).toEqual([[], [warning], 8]);
});

it('drops answers about what is no longer asked for, and all once its page is gone', async () => {
  start({ checks: true });
  const late = Promise.withResolvers<Answer>();
  time.mockReturnValueOnce(late.promise);
  await ask('a');
  expect([check.estimating, signals[0]?.aborted]).toEqual([true, false]);
  await ask('b');
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  late.resolve(about(99));
  await vi.advanceTimersByTimeAsync(0);
  expect(check.estimate?.seconds).toBe(5);
  asked.current = 'c';
  flushSync();
  end();
  await vi.advanceTimersByTimeAsync(2000);
  expect(look).toHaveBeenCalledTimes(2);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
});

it('asks again once no run is in the way of the calibration', async () => {
  start({ checks: true });
  const run = (status: string): AdaptRun => ({ id: 'r', status, createdAt: '2026-03-05' }) as unknown as AdaptRun;
  client.send('run', run('running'));
  time.mockResolvedValueOnce(about(null));
  await ask('a');
  expect(check.estimate?.seconds).toBeNull();
  client.send('run', run('done'));
  await ask('a');
  expect([time.mock.calls.length, check.estimate?.seconds]).toEqual([2, 5]);
});

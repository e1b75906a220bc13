import { expect, it } from 'vitest';
import { WorkClock } from '../../../src-main/experiments/control.ts';

it('a clock of work does not count how long a control keeps it waiting', async () => {
  let now = 1000;
  const clock = new WorkClock(() => now);
  const control = clock.around({
    mayContinue: () => {
      now += 500_000;
      return Promise.resolve(true);
    },
  });
  now += 2000;
  expect(await control.mayContinue()).toBe(true);
  now += 1000;
  expect(clock.seconds).toBe(3);
  expect(clock.lap()).toBe(3);
  expect(clock.seconds).toBe(0);
});

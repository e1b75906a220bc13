import { expect, it } from 'vitest';
import {
  inUsualOrder,
  isUsualOrder,
  moved,
  withShifts,
} from '../../../../src-renderer/components/experiment/shift-grid.ts';

const at = (corruption: string) => ({ corruption, severity: corruption === 'clean' ? 0 : 5 });
const [noise, snow, fog] = [at('gaussian_noise'), at('snow'), at('fog')];
const names = (shifts: readonly { corruption: string }[]): string => shifts.map(({ corruption }) => corruption).join();

it('shifts are chosen in the order of the tables until they have one of their own', () => {
  expect(names(withShifts([fog], [noise, at('clean')], true))).toBe('clean,gaussian_noise,fog');
  const own = moved([noise, snow, fog], 0, 2);
  expect(names(own)).toBe('snow,fog,gaussian_noise');
  expect(names(withShifts(own, [at('clean'), fog], true))).toBe('snow,fog,gaussian_noise,clean');
  expect(names(withShifts(own, [fog], false))).toBe('snow,gaussian_noise');
  expect([isUsualOrder(own), isUsualOrder(inUsualOrder(own))]).toEqual([false, true]);
});

it('a shift moves no further than there are places', () => {
  expect(names(moved([noise, snow, fog], 1, -5))).toBe('snow,gaussian_noise,fog');
  expect(names(moved([noise, snow, fog], 2, 1))).toBe('gaussian_noise,snow,fog');
});

import { expect, it } from 'vitest';
import {
  inUsualOrder,
  isUsualOrder,
  levelsIn,
  moved,
  shiftGroups,
  shiftsFor,
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

const shift = (corruption: string, severity = 0) => ({ corruption, severity });

it('a folder of shifts of other names has its own groups, by their severities', () => {
  const stored = [shift('fog', 3), shift('Art'), shift('Real World'), shift('blue', 2), shift('blue', 10)];
  expect(shiftGroups(stored)).toEqual([
    { id: 'weather', names: ['fog'], levels: [1, 2, 3, 4, 5] },
    { id: 'stored-0', names: ['Art', 'Real World'], levels: [0] },
    { id: 'stored-1', names: ['blue'], levels: [2, 10] },
  ]);
  expect(shiftGroups([shift('fog', 3)])).toEqual(shiftGroups([]));
  const blue = shiftGroups(stored)[2]!;
  expect([levelsIn(blue, [5]), levelsIn(blue, [2, 5]), levelsIn(blue, [7])]).toEqual([[2], [2], [10]]);
});

it('another dataset has its own shifts, those chosen before where it has them', () => {
  const domains = [shift('Art'), shift('Clipart'), shift('Product')];
  const fogs = [shift('fog', 5), shift('snow', 5)];
  const isArt = ({ corruption }: { corruption: string }) => corruption === 'Art';
  expect(names(shiftsFor(fogs, domains, isArt))).toBe('Clipart,Product');
  expect(names(shiftsFor([shift('Product')], domains))).toBe('Product');
  expect(names(shiftsFor(fogs, [shift('fog', 5), shift('frost', 5)]))).toBe('fog');
  expect(shiftsFor(fogs, [shift('blue', 2), shift('blue', 10)])).toEqual([shift('blue', 2)]);
  expect(shiftsFor(fogs, [])).toEqual(fogs);
  expect(shiftsFor([shift('blue', 10)], [])).toEqual([shift('gaussian_noise', 5)]);
});

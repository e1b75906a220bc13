import {
  allCorruptionNames,
  corruptionGroups,
  severities,
  validationCorruptionNames,
  type CorruptionName,
} from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';

export const cleanShift: Shift = { corruption: 'clean', severity: 0 };

/** Groups of the picker: the paper's four, and the corruptions that choices are made on. */
export const gridGroups: readonly { readonly id: string; readonly names: readonly CorruptionName[] }[] = [
  ...Object.entries(corruptionGroups).map(([id, names]) => ({ id, names })),
  { id: 'validation', names: validationCorruptionNames },
];

const keyOf = ({ corruption, severity }: Shift): string => `${corruption}/${severity}`;

const order = new Map(
  [
    cleanShift,
    ...allCorruptionNames.flatMap((corruption) => severities.map((severity) => ({ corruption, severity }))),
  ].map((shift, index) => [keyOf(shift), index]),
);

export function hasShift(shifts: readonly Shift[], shift: Shift): boolean {
  return shifts.some((other) => keyOf(other) === keyOf(shift));
}

const place = (shift: Shift): number => order.get(keyOf(shift)) ?? order.size;

/** The shifts in the order of the paper's tables, clean images first. */
export const inUsualOrder = (shifts: readonly Shift[]): Shift[] => shifts.toSorted((a, b) => place(a) - place(b));

export const isUsualOrder = (shifts: readonly Shift[]): boolean =>
  inUsualOrder(shifts).every((shift, at) => shift === shifts[at]);

/** Adds or removes shifts; they stay in the order of the paper's tables, or in one's own, to whose end others are added. */
export function withShifts(shifts: readonly Shift[], changed: readonly Shift[], on: boolean): Shift[] {
  const keys = new Set(changed.map(keyOf));
  if (!on) return shifts.filter((shift) => !keys.has(keyOf(shift)));
  const added = changed.filter((shift) => !hasShift(shifts, shift));
  return isUsualOrder(shifts) ? inUsualOrder([...shifts, ...added]) : [...shifts, ...added];
}

/** Moves the shift at a place by some places, as far as there are any. */
export function moved(shifts: readonly Shift[], from: number, by: number): Shift[] {
  const to = Math.min(Math.max(from + by, 0), shifts.length - 1);
  const [shift] = shifts.slice(from, from + 1);
  return shift ? shifts.toSpliced(from, 1).toSpliced(to, 0, shift) : [...shifts];
}

/** All of these on? `some` where only part of them is. */
export function shareOf(shifts: readonly Shift[], asked: readonly Shift[]): 'all' | 'some' | 'none' {
  const on = asked.filter((shift) => hasShift(shifts, shift)).length;
  if (on === 0) return 'none';
  return on === asked.length ? 'all' : 'some';
}

export function shiftsOf(names: readonly string[], levels: readonly number[]): Shift[] {
  return names.flatMap((corruption) => levels.map((severity) => ({ corruption, severity })));
}

/** Severities in use; the strongest where none is, as in the paper's tables. */
export function levelsInUse(shifts: readonly Shift[]): number[] {
  const used = severities.filter((level) => shifts.some(({ severity }) => severity === level));
  return used.length > 0 ? used : [5];
}

import {
  allCorruptionNames,
  corruptionGroups,
  isCorruptionName,
  severities,
  validationCorruptionNames,
  type Severity,
} from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';

export const cleanShift: Shift = { corruption: 'clean', severity: 0 };

/** Rows of the picker that have the same severities. */
export interface ShiftGroup {
  readonly id: string;
  readonly names: readonly string[];
  /** 0 alone where there are none. */
  readonly levels: readonly number[];
}

/** The paper's four groups, and the corruptions that choices are made on. */
const corruptions: readonly ShiftGroup[] = [
  ...Object.entries(corruptionGroups).map(([id, names]) => ({ id, names, levels: severities })),
  { id: 'validation', names: validationCorruptionNames, levels: severities },
];

/** A user-defined corruption. */
export interface OwnCorruption {
  readonly id: string;
  /** How many it has. */
  readonly severities: number;
}

const levelsOf = ({ severities: most }: OwnCorruption): Severity[] => severities.slice(0, most);

/** Of the user's own corruptions: no part of a benchmark. */
export const isOwnGroup = (id: string): boolean => id.startsWith('own');

/** One where all have the same severities. */
function ownGroups(own: readonly OwnCorruption[]): ShiftGroup[] {
  const alike = [...Map.groupBy(own, (one) => one.severities).values()];
  return alike.map((some, index) => ({
    id: index === 0 ? 'own' : `own-${index}`,
    names: some.map(({ id }) => id),
    levels: levelsOf(some[0]!),
  }));
}

/**
 * Groups of the picker: the corruptions that the lab makes; where a folder stores shifts of other names, what it stores.
 * @param stored the shifts of the folder; none where the lab makes them
 * @param own the user-defined corruptions, which the lab makes, too
 */
export function shiftGroups(stored: readonly Shift[], own: readonly OwnCorruption[] = []): readonly ShiftGroup[] {
  if (stored.length === 0) return [...corruptions, ...ownGroups(own)];
  const levels = new Map<string, number[]>();
  for (const { corruption, severity } of stored) levels.set(corruption, [...(levels.get(corruption) ?? []), severity]);
  const isKnown = (name: string): boolean => isCorruptionName(name) && !levels.get(name)?.includes(0);
  const others = [...levels.keys()].filter((name) => !isKnown(name));
  if (others.length === 0) return corruptions;
  const known = corruptions.map((group) => ({ ...group, names: group.names.filter((name) => levels.has(name)) }));
  const alike = Map.groupBy(others, (name) => levels.get(name)!.join());
  return [
    ...known.filter(({ names }) => names.length > 0),
    ...[...alike.values()].map((names, index) => ({ id: `stored-${index}`, names, levels: levels.get(names[0]!)! })),
  ];
}

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

/** The order of the paper's tables, then that of the names of folders. */
function compareShifts(a: Shift, b: Shift): number {
  const difference = place(a) - place(b);
  if (difference !== 0 || a.corruption === b.corruption) return difference || a.severity - b.severity;
  return a.corruption < b.corruption ? -1 : 1;
}

/** The shifts in the order of the paper's tables, clean images first. */
export const inUsualOrder = (shifts: readonly Shift[]): Shift[] => shifts.toSorted(compareShifts);

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
  const used = [...new Set(shifts.map(({ severity }) => severity))].filter((severity) => severity > 0);
  return used.length > 0 ? used.sort((a, b) => a - b) : [5];
}

/** Of the severities that a group has those in use; the nearest to the strongest one where none is. */
export function levelsIn({ levels }: ShiftGroup, used: readonly number[]): number[] {
  const common = levels.filter((level) => used.includes(level));
  if (common.length > 0) return common;
  const wanted = Math.max(...used);
  return levels.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || b - a).slice(0, 1);
}

/** All shifts of some groups at the severities in use. */
export const wholeGroups = (groups: readonly ShiftGroup[], used: readonly number[]): Shift[] =>
  groups.flatMap((group) => shiftsOf(group.names, levelsIn(group, used)));

/**
 * The shifts for another dataset: those chosen before that it has, else all that it has but its source domain.
 * @param stored the shifts of the folder; none where the lab makes them
 * @param source one that clean images come from
 * @param own the user-defined corruptions
 */
export function shiftsFor(
  before: readonly Shift[],
  stored: readonly Shift[],
  source: (shift: Shift) => boolean = () => false,
  own: readonly OwnCorruption[] = [],
): Shift[] {
  const made = [
    ...shiftsOf(allCorruptionNames, severities),
    ...own.flatMap((one) => shiftsOf([one.id], levelsOf(one))),
  ];
  const available = stored.length > 0 ? stored : [cleanShift, ...made];
  const kept = before.filter((shift) => hasShift(available, shift));
  if (kept.length > 0) return kept;
  if (stored.length === 0) return shiftsOf(['gaussian_noise'], [5]);
  const groups = shiftGroups(stored).filter(({ id }) => id !== 'validation');
  const whole = wholeGroups(groups, levelsInUse(before)).filter((shift) => hasShift(stored, shift) && !source(shift));
  return whole.length > 0 ? whole : [...stored];
}

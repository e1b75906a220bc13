import { meanStd, type MeanStd } from '../statistics/mean-std.ts';
import type { FieldValue } from './filter.ts';

/** Items that agree in what they are grouped by. */
export interface Group<Item> {
  /** Distinguishes it from other groups, and from those by other fields. */
  readonly key: string;
  /** One per field. */
  readonly values: readonly FieldValue[];
  readonly items: readonly Item[];
}

/** A field to group by, with a name that no other has. */
export interface GroupField<Item> {
  readonly id: string;
  readonly read: (item: Item) => FieldValue;
}

/** Groups in the order of their first items; those without any value stand last. */
export function groupsOf<Item>(items: readonly Item[], fields: readonly GroupField<Item>[]): Group<Item>[] {
  const found = new Map<string, { values: readonly FieldValue[]; items: Item[] }>();
  for (const item of items) {
    const values = fields.map(({ read }) => read(item));
    const key = JSON.stringify(values.map((value, index) => [fields[index]!.id, value]));
    const group = found.get(key);
    if (group) group.items.push(item);
    else found.set(key, { values, items: [item] });
  }
  const isEmpty = ({ values }: { values: readonly FieldValue[] }): boolean => values.every((value) => value === null);
  return [...found].map(([key, group]) => ({ key, ...group })).sort((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
}

/** Mean and spread of a field over those items that have a number there, and how many they are; undefined for none. */
export function statisticOf<Item>(
  items: readonly Item[],
  read: (item: Item) => FieldValue,
): (MeanStd & { readonly count: number }) | undefined {
  const numbers = items.map(read).filter((value) => typeof value === 'number');
  const statistic = meanStd(numbers);
  return statistic && { ...statistic, count: numbers.length };
}

import { readFilterText, type Condition, type Operator } from './filter-text.ts';
import { halfDigit, readDuration, readNumber, readPeriod } from './filter-values.ts';

export type FieldValue = string | number | null;

/** Field that a condition may ask for. */
export interface FilterField<Item> {
  /** How it may be called, the usual name first. */
  readonly names: readonly string[];
  /** `duration`: seconds; `time`: ISO 8601. */
  readonly kind: 'number' | 'text' | 'duration' | 'time';
  /** A measured number equals one that it would be rounded to. */
  readonly measured: boolean;
  readonly read: (item: Item) => FieldValue;
}

/** A condition that can't be followed, and why. */
export interface FilterProblem {
  readonly condition: Condition;
  readonly reason: 'unknown-field' | 'no-number' | 'no-duration' | 'no-time';
  /** A field of nearly this name. */
  readonly meant: string | undefined;
}

export interface Filter<Item> {
  readonly conditions: readonly Condition[];
  readonly problems: readonly FilterProblem[];
  /** Fields that the conditions ask for. */
  readonly fields: readonly FilterField<Item>[];
  /** Whether an item has all words and meets all conditions; one that can't be followed lets all pass. */
  readonly matches: (item: Item) => boolean;
}

type Test<Item> = (item: Item) => boolean;

/** Which differences of a value to a bound pass; `near` is what still counts as none. */
function holds(operator: Operator, difference: number, near: number): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '>':
      return difference > 0;
    case '<=':
      return difference <= 0;
    case '>=':
      return difference >= 0;
    case '!=':
      return Math.abs(difference) > near;
    case '=':
    case ':':
      return Math.abs(difference) <= near;
  }
}

function numberTest<Item>(field: FilterField<Item>, { operator, value }: Condition): Test<Item> | undefined {
  const bound = field.kind === 'duration' ? readDuration(value) : readNumber(value);
  if (bound === undefined) return undefined;
  const near = field.measured && field.kind === 'number' ? halfDigit(value) : 1e-12 * Math.abs(bound);
  return (item) => {
    const own = field.read(item);
    return typeof own === 'number' && holds(operator, own - bound, near);
  };
}

function timeTest<Item>(field: FilterField<Item>, { operator, value }: Condition): Test<Item> | undefined {
  const period = readPeriod(value, Date.now());
  if (!period) return undefined;
  const { from, until } = period;
  const within = (time: number): boolean => {
    switch (operator) {
      case '<':
        return time < from;
      case '>':
        return time >= (until === Infinity ? from : until);
      case '<=':
        return time < (until === Infinity ? from : until);
      case '>=':
        return time >= from;
      case '!=':
        return time < from || time >= until;
      case '=':
      case ':':
        return time >= from && time < until;
    }
  };
  return (item) => {
    const own = field.read(item);
    return own !== null && within(Date.parse(String(own)));
  };
}

function textTest<Item>(field: FilterField<Item>, { operator, value }: Condition): Test<Item> {
  const wanted = value.toLowerCase();
  const read = (item: Item): string => String(field.read(item) ?? '').toLowerCase();
  if (operator === ':') return (item) => read(item).includes(wanted);
  if (operator === '=') return (item) => read(item) === wanted;
  if (operator === '!=') return (item) => read(item) !== wanted;
  return (item) => {
    const own = read(item);
    return own !== '' && holds(operator, own.localeCompare(wanted, 'en', { numeric: true }), 0);
  };
}

const missing = new Set(['none', '–', '-']);

function testOf<Item>(field: FilterField<Item>, condition: Condition): Test<Item> | FilterProblem['reason'] {
  const { operator, value } = condition;
  const equality = operator === '!=' || operator === '=' || operator === ':';
  // A setting of numbers may be left open, and is then read as a word.
  if (equality && field.kind !== 'text' && readNumber(value) === undefined && field.kind === 'number') {
    const none = missing.has(value.toLowerCase());
    return (item) => {
      const own = field.read(item);
      const same = none && own === null ? true : String(own ?? '').toLowerCase() === value.toLowerCase();
      return same !== (operator === '!=');
    };
  }
  switch (field.kind) {
    case 'number':
      return numberTest(field, condition) ?? 'no-number';
    case 'duration':
      return numberTest(field, condition) ?? 'no-duration';
    case 'time':
      return timeTest(field, condition) ?? 'no-time';
    case 'text':
      return textTest(field, condition);
  }
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '');

/** Whether one name becomes the other by one letter more, less, or another one. */
function nearlySame(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1 || long.length < 3) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  const rest = short.slice(long.length === short.length ? same + 1 : same);
  return long.slice(same + 1) === rest;
}

/**
 * A filter of the text of a search field, see `filter-text.ts`.
 * @param textOf what words are searched in, in small letters
 */
export function filterOf<Item>(
  text: string,
  fields: readonly FilterField<Item>[],
  textOf: (item: Item) => string,
): Filter<Item> {
  const { words, conditions } = readFilterText(text);
  const find = (name: string) => fields.find(({ names }) => names.some((one) => plain(one) === plain(name)));
  const problems: FilterProblem[] = [];
  const used: FilterField<Item>[] = [];
  const tests = conditions.flatMap((condition): Test<Item>[] => {
    const field = find(condition.field);
    const source = text.slice(condition.start, condition.end).toLowerCase();
    if (!field && condition.operator === ':') return [(item) => textOf(item).includes(source)];
    const test = field ? testOf(field, condition) : 'unknown-field';
    if (typeof test === 'string') {
      const names = field ? [] : fields.flatMap((one) => one.names);
      const meant = names.find((name) => nearlySame(plain(name), plain(condition.field)));
      problems.push({ condition, reason: test, meant });
      return [];
    }
    if (field) used.push(field);
    return [test];
  });
  return {
    ...{ conditions, problems, fields: used },
    matches: (item) => {
      if (!tests.every((test) => test(item))) return false;
      if (words.length === 0) return true;
      const all = textOf(item);
      return words.every((word) => all.includes(word));
    },
  };
}

import { InvalidArgumentError } from 'commander';
import { allCorruptionNames, corruptionNames, validationCorruptionNames } from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftOf } from '../../../src-shared/runs/streams.ts';

/** A finite number. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError(`'${text}' is not a number.`);
  return value;
}

/** A whole number of at least `min`, and at most `max`. */
export function parseInteger(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = parseNumber(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`'${text}' is not a whole number ${range}.`);
    }
    return value;
  };
}

/** A whole number of at least `min`, or `all`. (The parser of flags has no place for null.) */
export function parseCount(min: number): (text: string) => number | 'all' {
  return (text) => (text === 'all' ? 'all' : parseInteger(min)(text));
}

/** A parser that also takes `none`. */
export function orNone<T>(parse: (text: string) => T): (text: string) => T | 'none' {
  return (text) => (text === 'none' ? 'none' : parse(text));
}

/** Items split by commas, each once; `\,` is a comma within an item. */
export function parseList(text: string): string[] {
  const items = text.split(/(?<!\\),/).map((item) => item.trim().replaceAll('\\,', ','));
  return [...new Set(items.filter((item) => item !== ''))];
}

/** Different whole numbers of at least `min`, in the order given. */
export function parseIntegers(min: number): (text: string) => number[] {
  return (text) => [...new Set(parseList(text).map(parseInteger(min)))];
}

/** Texts, collected over repetitions. */
export const collectText = (text: string, previous: readonly string[] = []): string[] => [...previous, text];

export type OptionValue = number | string | boolean;

/** `name=value` pairs, collected over repetitions; numbers and true/false are taken as such. */
export function collectSetting(
  text: string,
  previous: Readonly<Record<string, OptionValue>> = {},
): Record<string, OptionValue> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError(`'${text}' is not name=value.`);
  const asNumber = Number(value);
  const known: Record<string, OptionValue> = { true: true, false: false };
  const parsed = known[value] ?? (value.trim() !== '' && Number.isFinite(asNumber) ? asNumber : value);
  return { ...previous, [name.trim()]: parsed };
}

const corruptionSets: Record<string, readonly string[]> = {
  test: corruptionNames,
  validation: validationCorruptionNames,
  all: allCorruptionNames,
};

/** Shifts for corruption names, sets of them (`test`, `validation`, `all`) and `clean`; `fog/3` has a severity of its own. */
export function shiftsOf(corruptions: readonly string[], severity: number): Shift[] {
  const shifts = corruptions.flatMap((text) => {
    const { corruption: name, severity: own } = shiftOf(text);
    return (corruptionSets[name] ?? [name]).map((corruption) => ({
      corruption,
      severity: corruption === 'clean' ? 0 : own || severity,
    }));
  });
  return [...new Map(shifts.map((shift) => [`${shift.corruption}/${shift.severity}`, shift])).values()];
}

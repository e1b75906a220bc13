import { LabError } from '../../../src-shared/errors.ts';
import { amount, firstNames } from './wording.ts';

/** Surrogates stand above U+E000 to U+FFFF, as the code points beyond U+FFFF that they are halves of. */
function codePointOrder(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Orders as Python does, by code points: JavaScript compares UTF-16 units, which differ beyond U+FFFF. */
export function byCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/** Names without their leading zeros; undefined unless all are whole numbers, each another one. */
function numbersOf(names: readonly string[]): string[] | undefined {
  if (!names.every((name) => /^\d+$/.test(name))) return undefined;
  const numbers = names.map((name) => name.replace(/^0+(?=\d)/, ''));
  return new Set(numbers).size === numbers.length ? numbers : undefined;
}

/** Whether the names of class folders are whole numbers: an empty folder then has its number all the same. */
export function areNumbered(names: readonly string[]): boolean {
  return names.length > 0 && numbersOf(names) !== undefined;
}

/** Names of class folders in the order of their labels: numbers by their value, other names by their code points. */
export function inClassOrder(names: readonly string[]): string[] {
  const sorted = names.toSorted(byCodePoints);
  if (!areNumbered(sorted)) return sorted;
  const numberOf = (name: string): string => name.replace(/^0+(?=\d)/, '');
  return sorted.sort((a, b) => numberOf(a).length - numberOf(b).length || byCodePoints(numberOf(a), numberOf(b)));
}

/** Whether numbers are missing between those that class folders are named by. */
function haveGaps(ordered: readonly string[]): boolean {
  const numbers = numbersOf(ordered);
  if (numbers === undefined || numbers.length === 0) return false;
  return BigInt(numbers.at(-1)!) - BigInt(numbers[0]!) !== BigInt(numbers.length - 1);
}

/**
 * A class mask counts the classes of the model, and folders that are numbers with gaps may or may not do so.
 * @throws LabError `bad-input`
 */
export function requireKnownClasses(
  { name, classNames }: { readonly name: string; readonly classNames: readonly string[] },
  mask: readonly number[] | null,
): void {
  if (mask === null || !haveGaps(classNames)) return;
  throw new LabError(
    'bad-input',
    `The class folders of ${name} are numbers with gaps (${firstNames(classNames)}), so it is not known which classes of the mask they are.`,
    'Add empty folders for the numbers between them, or leave the class mask out.',
  );
}

/**
 * Notices on how classes were numbered, a sentence each: none where there is no doubt.
 * @param ordered names of the class folders as `inClassOrder` gives them
 * @param empty those of them without images
 */
export function orderNotices(ordered: readonly string[], empty: readonly string[]): string[] {
  const numbers = numbersOf(ordered);
  if (numbers === undefined || numbers.length === 0) {
    if (empty.length === 0) return [];
    const folders = amount(empty.length, 'class folder holds', 'class folders hold');
    return [`${folders} no images and ${empty.length === 1 ? 'counts' : 'count'} as no class: ${firstNames(empty)}.`];
  }
  const [first, last] = [ordered[0]!, ordered.at(-1)!];
  const place = ordered.length - 1;
  if (haveGaps(ordered)) {
    return [
      `The class folders are numbers with gaps, ${firstNames(ordered)}; they are taken as classes 0 to ${place}.`,
    ];
  }
  if (BigInt(numbers[0]!) !== 0n) {
    return [`The class folders are numbered ${first} to ${last}; they are taken as classes 0 to ${place}.`];
  }
  if (ordered.toSorted(byCodePoints).every((name, index) => name === ordered[index])) return [];
  return [
    `The class folders are numbers, and each is the class of its number. Where the model was trained with torchvision's ` +
      `order, as text (0, 1, 10, 2), rename them with a letter in front.`,
  ];
}

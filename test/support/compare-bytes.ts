import { types } from 'node:util';
import { expect } from 'vitest';

const bytesOf = (value: unknown): Buffer | undefined =>
  types.isTypedArray(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined;

/*
 * `toEqual` goes through arrays of numbers one by one, which takes seconds for a megabyte: those with the same bytes are
 * equal. Of others it finds out what differs.
 */
expect.addEqualityTesters([
  (a: unknown, b: unknown): boolean | undefined => {
    const [first, second] = [bytesOf(a), bytesOf(b)];
    if (!first || !second || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return undefined;
    return first.equals(second) ? true : undefined;
  },
]);

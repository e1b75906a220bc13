import { expect, it } from 'vitest';
import { parseBundle } from '../../../src-main/exports/export-bundle.ts';
import { isNestedDeeper } from '../../../src-shared/json-depth.ts';

it('finds how deep a JSON text is, whatever its texts hold', () => {
  const text = JSON.stringify({ a: [1, { b: '[[[{{{ \\" [' }], c: [] });
  expect(isNestedDeeper(text, 3)).toBe(false);
  expect(isNestedDeeper(text, 2)).toBe(true);
});

it('a bundle nested without end is refused in a sentence', () => {
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  expect(() => parseBundle(deep, 'deep.json')).toThrow(
    'deep.json is not a run exported by the lab: it is nested deeper',
  );
});

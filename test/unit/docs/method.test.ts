import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const page = 'docs/method.md';

/** Numbers of the sections of docs/method.md, such as `3` and `3.1`. */
const sections = [...readFileSync(path.join(root, page), 'utf8').matchAll(/^#{2,3} ([\d.]+) /gm)].map(
  ([, number]) => number,
);

const sources = ['src-main', 'src-renderer', 'src-shared', 'test', 'bench', 'scripts', 'eslint'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js|mjs|svelte)$/.test(file))
    .map((file) => path.join(folder, file)),
);

/** Every section sign of a source with what stands before and behind it. */
const references = sources.flatMap((file) =>
  [...readFileSync(path.join(root, file), 'utf8').matchAll(/(\S*) ?\u00a7([\d.]*\d)?/g)].map(
    ([text, before, number]) => ({ file, text, before, number }),
  ),
);

it('sections that the sources refer to are those of the page on the mathematics', () => {
  expect(references.length).toBeGreaterThan(20);
  const dangling = references.filter(
    ({ before, number }) => !before?.endsWith(page) || number === undefined || !sections.includes(number),
  );
  expect(dangling).toEqual([]);
});

it('every section is numbered once', () => {
  expect(sections.length).toBeGreaterThan(5);
  expect(new Set(sections).size).toBe(sections.length);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const folders = [
  'src-main',
  'src-renderer',
  'src-shared',
  'docs',
  'test',
  'bin',
  'eslint',
  'bench',
  'scripts',
  'resources',
];

/** Every file and folder of the sources, relative to the root, with `/` between the parts and a `/` before the first. */
const entries = folders.flatMap((folder) => [
  `/${folder}`,
  ...readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (entry) => `/${folder}/${entry.replaceAll(path.sep, '/')}`,
  ),
]);

/** `a/{b,c}.ts` → `a/b.ts`, `a/c.ts`. */
function alternatives(text: string): string[] {
  const match = /^(.*)\{([^}]*)\}(.*)$/.exec(text);
  return match ? match[2]!.split(',').map((part) => `${match[1]!}${part}${match[3]!}`) : [text];
}

/** Paths that a page writes as code: with a slash or a file's ending, without a gap to fill in. */
function pathsIn(page: string): string[] {
  const code = [...readFileSync(path.join(root, page), 'utf8').matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
  return code
    .filter((text) => /^[\w./{},-]+$/.test(text) && /\/|\.(ts|md|svelte|css|js|mjs)$/.test(text))
    .flatMap(alternatives)
    .map((text) => text.replace(/^\.?\//, '').replace(/\/$/, ''));
}

describe.each([
  'docs/architecture.md',
  ...readdirSync(path.join(root, 'docs/decisions')).map((file) => `docs/decisions/${file}`),
])('%s', (page) => {
  it('names only paths that exist', () => {
    const missing = pathsIn(page).filter((named) => !entries.some((entry) => entry.endsWith(`/${named}`)));
    expect(missing).toEqual([]);
  });
});

it('the architecture names many paths', () => {
  expect(pathsIn('docs/architecture.md').length).toBeGreaterThan(40);
});

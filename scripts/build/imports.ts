import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const specifiers = /(?:from|import\()\s*'(\.[^']*)'/g;

/** By source file, the source files that it imports, types included. */
export function importsIn(folders: readonly string[]): Map<string, string[]> {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,svelte}`, { cwd: root }));
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return [file, Array.from(text.matchAll(specifiers), ([, to]) => path.join(path.dirname(file), to!))];
    }),
  );
}

/** A file and all that it imports, directly or through others. */
export function importedFrom(file: string, imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(imports.get(next) ?? []));
  }
  return reached;
}

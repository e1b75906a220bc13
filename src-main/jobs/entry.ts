import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Finds the file of a process or thread: beside the importing module as `<name>.ts` in a checkout, as `<name>.js` in
 * the built output, where the importing module may lie in a folder of chunks.
 */
export function entryFile(name: string, importer: string): string {
  const candidates = [`./${name}.ts`, `./${name}.js`, `../${name}.js`].map((path) =>
    fileURLToPath(new URL(path, importer)),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`No file for the entry '${name}' among ${candidates.join(', ')}.`);
  return found;
}

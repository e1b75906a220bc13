import { globSync, readFileSync } from 'node:fs';

/**
 * The modules of packages that pages and tests of components import. Vite gets the names of all of them: one that it finds
 * only while a test is under way would have it load the page anew.
 */
export function windowPackages(): string[] {
  const sources = globSync(['src-renderer/**/*.{ts,svelte}', 'src-shared/**/*.ts', 'test/component/**/*.{ts,svelte}']);
  const imports = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^\s*(?:import|\} from) (?!type)(?:.* from )?'([^.'][^']*)';$/gm)].map(
      ([, name]) => name!,
    ),
  );
  const notBundled = /^(?:vitest$|vitest\/browser$|svelte(?:\/|$)|virtual:|node:)/;
  return [...new Set(imports)].filter((name) => !notBundled.test(name)).sort();
}

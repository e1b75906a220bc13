import { bundled } from './fingerprint.ts';
import { importedFrom, importsIn } from './imports.ts';

/** Tests of which `npm test` takes some cases only, or none. */
export interface Area {
  readonly tests: readonly string[];
  /** Needs of the tests besides what they import: data, and sources of processes that they start. */
  readonly covers: readonly string[];
}

const integration = (...names: string[]): string[] => names.map((name) => `test/integration/${name}.test.ts`);
/** Parts of the command `lab`. */
const command = ['bin', 'resources', 'src-main', 'src-shared'];

export const areas: Readonly<Record<string, Area>> = {
  numbers: {
    tests: [
      'test/golden',
      ...['gradients', 'pace', 'properties'].map((name) => `test/unit/experiments/${name}.test.ts`),
    ],
    covers: ['resources', 'src-main/data', 'test/data'],
  },
  processes: { tests: integration('interruption', 'paper-suites', 'sweep'), covers: command },
  'own code': {
    tests: [
      ...integration('method-check', 'own-corruption-runs', 'own-method-runs', 'tutorial'),
      'test/unit/catalog/own-methods.test.ts',
      'test/unit/data/own-corruption.test.ts',
    ],
    covers: [...command, 'docs/tutorial.md'],
  },
  pages: {
    tests: ['test/e2e'],
    covers: ['bin', 'resources', ...bundled, 'playwright.config.ts'],
  },
  corruptions: {
    tests: ['test/unit/corruptions/verify-corruptions.test.ts'],
    covers: ['src-main/data', 'test/data/corruptions'],
  },
  reports: { tests: integration('report-latex'), covers: [] },
  stores: {
    tests: ['test/unit/store/open-together.test.ts'],
    covers: ['src-main/store', 'test/unit/store/open-together.ts'],
  },
  fuzz: { tests: ['test/unit/fuzz'], covers: ['src-main', 'src-shared', 'test/fuzz'] },
};

/** Sources that tests import. */
export const sources = ['bench', 'scripts', 'src-main', 'src-renderer', 'src-shared', 'test'];

/** Whether a file is one of some paths, or within one. */
export const isWithin = (file: string, paths: readonly string[]): boolean =>
  paths.some((one) => file === one || file.startsWith(`${one}/`));

/** All files and folders that decide whether the tests of an area pass. */
export function pathsOf({ tests, covers }: Area, imports = importsIn(sources)): string[] {
  const imported = [...imports.keys()]
    .filter((file) => isWithin(file, tests))
    .flatMap((file) => [...importedFrom(file, imports)]);
  const files = new Set(imported.filter((file) => !isWithin(file, covers)));
  return ['package-lock.json', 'scripts/full-record.ts', 'vitest.config.ts', ...tests, ...covers, ...files];
}

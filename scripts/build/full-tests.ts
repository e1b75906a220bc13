/** Tests of which `npm test` takes some cases only. */
export interface Area {
  readonly tests: readonly string[];
  /** What they read besides themselves. */
  readonly covers: readonly string[];
}

const main = (...rooms: string[]): string[] => rooms.map((room) => `src-main/${room}`);

export const areas: Readonly<Record<string, Area>> = {
  numbers: {
    tests: ['test/golden', 'test/unit/experiments/properties.test.ts', 'test/unit/experiments/pace.test.ts'],
    covers: [...main('engines', 'experiments', 'methods', 'mgg', 'models', 'verify'), 'src-shared', 'test/data'],
  },
  processes: {
    tests: ['test/integration/interruption.test.ts', 'test/integration/paper-suites.test.ts'],
    covers: ['bin', 'resources', 'scripts/fixture-imagenet', 'src-main', 'src-shared', 'test/integration/setup.ts'],
  },
  corruptions: {
    tests: ['test/unit/corruptions/verify-corruptions.test.ts'],
    covers: ['src-main/data', 'src-shared/random.ts', 'test/data/corruptions'],
  },
  reports: {
    tests: ['test/integration/report-latex.test.ts'],
    covers: [...main('exports'), 'src-shared', 'test/unit/store/support.ts'],
  },
  stores: { tests: ['test/unit/store/open-together.test.ts'], covers: main('store') },
  fuzz: { tests: ['test/unit/fuzz'], covers: ['src-main', 'src-shared', 'test/fuzz'] },
};

/** All files and folders that decide whether the tests of an area pass. */
export const pathsOf = ({ tests, covers }: Area): string[] => [
  ...['package-lock.json', 'scripts/full-record.ts', 'test/support', 'vitest.config.ts'],
  ...tests,
  ...covers,
];

import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { areas, isWithin, pathsOf, sources } from '../../../scripts/build/full-tests.ts';
import { importsIn } from '../../../scripts/build/imports.ts';

const root = path.join(import.meta.dirname, '../../..');
const imports = importsIn(sources);
const marks = ['test/support/thorough.ts', 'test/e2e/support/full.ts'];

describe('the tests in full', () => {
  it('cover what there is', () => {
    const paths = Object.values(areas).flatMap(({ tests, covers }) => [...tests, ...covers]);
    expect(paths.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('are all of which npm test leaves something out', () => {
    const shortened = [...imports]
      .filter(([file, imported]) => /\.(test|spec)\.ts$/.test(file) && imported.some((one) => marks.includes(one)))
      .map(([file]) => file);
    const tests = Object.values(areas).flatMap((area) => area.tests);
    expect(shortened.length).toBeGreaterThan(10);
    expect(shortened.filter((file) => !isWithin(file, tests))).toEqual([]);
  });

  it('run again where something that they import has changed, directly or through others', () => {
    const paths = pathsOf(areas['stores']!, imports);
    for (const file of ['test/support/thorough.ts', 'test/unit/store/open-together.ts', 'src-shared/run-config.ts']) {
      expect(isWithin(file, paths)).toBe(true);
    }
    expect(isWithin('src-renderer/App.svelte', paths)).toBe(false);
  });
});

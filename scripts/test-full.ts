// npm run test:full: all cases of the tests of which npm test takes some; notes which areas passed.
import { areas } from './build/full-tests.ts';
import { notePassed } from './full-record.ts';
import { environmentFor, runInForeground } from './setup/shell.mjs';
import { countedStages, nodeOptions } from './tasks.mjs';

const environment = { ...environmentFor(process.execPath), LAB_TEST_FULL: '1' };

const isForPlaywright = (test: string): boolean => test.startsWith('test/e2e');

/** Vitest or Playwright, over some files and folders. @returns its exit code */
function runTests(tests: readonly string[]): Promise<number> {
  const runner = tests.every(isForPlaywright)
    ? [countedStages.playwright(), 'test', '--reporter=list']
    : [countedStages.vitest(), 'run'];
  return runInForeground(process.execPath, [...nodeOptions, ...runner, ...tests], environment);
}

for (const [name, { tests }] of Object.entries(areas)) {
  const code = await runTests(tests);
  if (code === 0) notePassed([name]);
  process.exitCode ||= code;
}

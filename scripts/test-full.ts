// npm run test:full: all cases of the tests of which npm test takes some; notes which areas passed.
import { areas } from './build/full-tests.ts';
import { notePassed } from './full-record.ts';
import { environmentFor, runInForeground } from './setup/shell.mjs';
import { countedStages, nodeOptions } from './tasks.mjs';

const environment = { ...environmentFor(process.execPath), LAB_TEST_FULL: '1' };

for (const [name, area] of Object.entries(areas)) {
  const script = [...nodeOptions, countedStages.vitest(), 'run', ...area.tests];
  const code = await runInForeground(process.execPath, script, environment);
  if (code === 0) notePassed([name]);
  process.exitCode ||= code;
}

// npm run test:full: all cases of the tests of which npm test takes some. With --if-changed only those whose files have
// changed since they passed last; what passed is written to test/full/passed.json, which is committed.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprintOf } from './build/fingerprint.ts';
import { areas, pathsOf } from './build/full-tests.ts';
import { environmentFor, readJson, root, runInForeground } from './setup/shell.mjs';
import { countedStages, nodeOptions } from './tasks.mjs';

const record = path.join(root, 'test/full/passed.json');
const passed = (readJson(record) ?? {}) as Record<string, string>;
const environment = { ...environmentFor(process.execPath), LAB_TEST_FULL: '1' };
const ifChanged = process.argv.includes('--if-changed');

for (const [name, area] of Object.entries(areas)) {
  const fingerprint = fingerprintOf(root, pathsOf(area));
  if (ifChanged && passed[name] === fingerprint) {
    console.log(`${name}: nothing has changed since these tests passed.`);
    continue;
  }
  const script = [...nodeOptions, countedStages.vitest(), 'run', ...area.tests];
  const code = await runInForeground(process.execPath, script, environment);
  if (code === 0) {
    passed[name] = fingerprint;
    writeFileSync(record, `${JSON.stringify(passed, undefined, 2)}\n`);
  }
  process.exitCode ||= code;
}

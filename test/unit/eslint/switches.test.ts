import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

it('no comment switches a rule of oxlint off, which would obey it', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.(ts|js|mjs)$/.test(file));
  expect(files.length).toBeGreaterThan(1000);
  const switches = /(\/\/|\/\*)\s*oxlint-disable/;
  expect(files.filter((file) => switches.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});

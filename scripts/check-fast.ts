// npm run check:fast: types, and lint and related tests of the files that differ from the last commit.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { environmentFor, root, runInForeground } from './setup/shell.mjs';
import { fastChecks, nodeOptions } from './tasks.mjs';

const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);

const changed = [
  ...git('diff', '--name-only', '--diff-filter=d', 'HEAD'),
  ...git('ls-files', '--others', '--exclude-standard'),
].filter((file) => ['.ts', '.js', '.mjs', '.svelte'].includes(path.extname(file)));

if (changed.length === 0) console.log('No source file differs from the last commit.');
for (const scripts of changed.length === 0 ? [] : fastChecks(changed)) {
  const run = (script: string[]) =>
    runInForeground(process.execPath, [...nodeOptions, ...script], environmentFor(process.execPath));
  const codes = await Promise.all(scripts.map(run));
  process.exitCode ||= Math.max(...codes);
}

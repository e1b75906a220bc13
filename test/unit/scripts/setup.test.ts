import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdsAll } from '../../../scripts/setup/packages.mjs';
import { runsTypeScript } from '../../../scripts/setup/node.mjs';
import { tasks } from '../../../scripts/tasks.mjs';
import { readJson, runInBackground } from '../../../scripts/setup/shell.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('runsTypeScript', () => {
  it.each(['22.18.0', '22.23.3', '23.6.0', '24.0.0', '26.1.0'])('accepts Node %s', (version) => {
    expect(runsTypeScript(version)).toBe(true);
  });
  it.each(['18.20.0', '20.20.2', '21.7.3', '22.12.0', '22.17.9', '23.5.0'])('replaces Node %s', (version) => {
    expect(runsTypeScript(version)).toBe(false);
  });
});

describe('holdsAll', () => {
  const locked = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.2.3', integrity: 'sha512-a' },
    'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  };

  it('accepts what the lock file asks for, with or without optional packages', () => {
    expect(holdsAll(locked, { 'node_modules/a': locked['node_modules/a'] })).toBe(true);
    expect(holdsAll(locked, locked)).toBe(true);
  });

  it('notices a missing package, another version and another content', () => {
    expect(holdsAll(locked, {})).toBe(false);
    expect(holdsAll(locked, { 'node_modules/a': { version: '1.2.4', integrity: 'sha512-a' } })).toBe(false);
    expect(holdsAll(locked, { 'node_modules/a': { version: '1.2.3', integrity: 'sha512-x' } })).toBe(false);
  });

  it('notices another version of an optional package', () => {
    const other = { version: '2.1.0', integrity: 'sha512-c', optional: true };
    expect(holdsAll(locked, { ...locked, 'node_modules/b': other })).toBe(false);
  });
});

describe('npm scripts', () => {
  it('name tasks that exist', () => {
    const { scripts } = readJson('package.json') as { scripts: Record<string, string> };
    const called = Object.values(scripts).flatMap((line) => /^node scripts\/run\.mjs (\S+)$/.exec(line)?.[1] ?? []);
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((name) => !(name in tasks))).toEqual([]);
  });
});

/** Runs `code` through runInForeground in a process of its own, as run.mjs does. */
function foreground(code: string) {
  const script = `
    import { runInForeground } from './scripts/setup/shell.mjs';
    process.exitCode = await runInForeground(process.execPath, ['-e', ${JSON.stringify(code)}], process.env);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, exit };
}

it('runInBackground leaves the time to others, and prints into a file', async () => {
  const file = path.join(temporaryFolder('background'), 'output');
  const output = openSync(file, 'w');
  // Its priority is set once it is there.
  const code = `console.log('up'); setInterval(() => require('os').getPriority() === ${constants.priority.PRIORITY_LOW} && process.exit(7), 10)`;
  expect(await runInBackground(process.execPath, ['-e', code], process.env, output)).toBe(7);
  closeSync(output);
  expect(readFileSync(file, 'utf8')).toBe('up\n');
});

describe('runInForeground', () => {
  it('passes the exit code on', async () => {
    expect(await foreground('process.exit(7)').exit).toBe(7);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('hands %s on and lets the program end in its own way', async (signal) => {
    const code = `process.on('${signal}', () => process.exit(42)); setInterval(() => {}, 1000); console.log('up')`;
    const { child, exit } = foreground(code);
    child.stdout.once('data', () => child.kill(signal));
    expect(await exit).toBe(42);
  });

  it('reports a program ended by a signal as 128 + n', async () => {
    expect(await foreground("process.kill(process.pid, 'SIGKILL')").exit).toBe(137);
  });
});

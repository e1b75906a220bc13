import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { identifyProcess, isAlive } from '../../../src-main/store/process-identity.ts';

it('tells a live process from one that ended and from another with its pid', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  const identity = identifyProcess(child.pid);
  expect(isAlive(identity)).toBe(true);
  if (process.platform !== 'win32') expect(isAlive({ ...identity, startToken: 'earlier' })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
  expect(isAlive({ ...identity, host: `not-${identity.host}` })).toBe('unknown');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { identifyProcess, isAlive, keptTokens } from '../../../src-main/store/process-identity.ts';

it('distinguishes a live process from one that ended and from another with its pid', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  const identity = identifyProcess(child.pid);
  expect(isAlive(identity)).toBe(true);
  if (process.platform !== 'win32') expect(isAlive({ ...identity, startToken: 'earlier' })).toBe(false);
  if (process.platform === 'linux') {
    const [boot, ticks] = identity.startToken.split(':');
    expect(isAlive({ ...identity, startToken: `${boot}:${ticks}` })).toBe(true);
    expect(isAlive({ ...identity, host: 'an earlier name of this one' })).toBe(true);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
  // After a change of the host's name it is still known to have been here; in another container nothing is known.
  const renamed = { ...identity, host: `not-${identity.host}` };
  expect(isAlive(renamed)).toBe(process.platform === 'linux' ? false : 'unknown');
  expect(isAlive({ ...renamed, startToken: `${identity.startToken}0` })).toBe('unknown');
  expect(isAlive({ ...renamed, startToken: 'boot:1:1' })).toBe('unknown');
});

it('asks for the start of a process once a minute, and anew once it has ended', () => {
  let time = 0;
  const asked: number[] = [];
  const tokens = keptTokens(
    (pid) => `start ${asked.push(pid)}`,
    () => time,
  );
  for (; time < 60_000; time += 1000) expect([tokens.of(1), tokens.of(2)]).toEqual(['start 1', 'start 2']);
  expect(asked).toEqual([1, 2]);
  expect(tokens.of(1)).toBe('start 3');
  tokens.forget(1);
  expect(tokens.of(1)).toBe('start 4');
});

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseDataFolder, dataFolder } from '../../../src-main/platform/data-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('dataFolder', () => {
  const home = path.resolve('/home/user');

  it('is what is asked for, else what the environment says', () => {
    expect(dataFolder('here', { env: { MGTTA_LAB_DATA: '/there' }, platform: 'linux', home })).toBe(
      path.resolve('here'),
    );
    expect(dataFolder(undefined, { env: { MGTTA_LAB_DATA: '/there' }, platform: 'linux', home })).toBe(
      path.resolve('/there'),
    );
  });

  it.each([
    ['linux', {}, '.local/share/mgtta-lab'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/mgtta-lab'],
    ['darwin', {}, 'Library/Application Support/mgtta-lab'],
    ['win32', {}, 'AppData/Roaming/mgtta-lab'],
  ] as const)('is the place of the system otherwise: %s %j', (platform, env, expected) => {
    expect(dataFolder(undefined, { env, platform, home })).toBe(path.resolve(home, expected));
  });
});

describe('variables and flags that name no full path', () => {
  const home = path.resolve('/home/user');
  const usual = path.join(home, '.local/share/mgtta-lab');
  const folder = (env: NodeJS.ProcessEnv, asked?: string) => dataFolder(asked, { env, platform: 'linux', home });

  it.each(['', ' ', 'data', './data', '../data'])('never lead into the current folder: XDG_DATA_HOME=%j', (value) => {
    expect(folder({ XDG_DATA_HOME: value })).toBe(usual);
  });

  it('are refused where they were meant, and unset where they are empty', () => {
    expect(folder({ MGTTA_LAB_DATA: '' })).toBe(usual);
    expect(() => folder({ MGTTA_LAB_DATA: 'data' })).toThrow("MGTTA_LAB_DATA is 'data'");
    expect(() => folder({}, '')).toThrow('The name of the data folder is empty.');
    expect(folder({}, 'data')).toBe(path.resolve('data'));
  });

  it.each([undefined, '', 'home'])('want a folder to be named where home is %j', (odd) => {
    const surroundings = { env: {}, platform: 'linux', home: odd } as const;
    expect(() => dataFolder(undefined, surroundings)).toThrow('There is no home folder');
    expect(dataFolder(undefined, { ...surroundings, env: { XDG_DATA_HOME: '/x' } })).toBe('/x/mgtta-lab');
    expect(dataFolder('/asked', surroundings)).toBe('/asked');
  });
});

describe('chooseDataFolder', () => {
  const home = temporaryFolder('home');
  const linux = { env: {}, platform: 'linux', home } as const;
  const usual = path.join(home, '.local/share/mgtta-lab');
  const chosen = path.join(home, 'disk', 'lab');

  it('makes the folder, which holds from then on unless another one is asked for, until it is taken back', () => {
    chooseDataFolder(chosen, linux);
    expect(existsSync(chosen)).toBe(true);
    expect(dataFolder(undefined, linux)).toBe(chosen);
    expect(dataFolder('/asked', linux)).toBe(path.resolve('/asked'));
    expect(dataFolder(undefined, { ...linux, env: { MGTTA_LAB_DATA: '/there' } })).toBe(path.resolve('/there'));
    chooseDataFolder(null, linux);
    expect(dataFolder(undefined, linux)).toBe(usual);
  });

  it('does not begin anew where the chosen folder has gone', () => {
    chooseDataFolder(chosen, linux);
    rmSync(chosen, { recursive: true });
    expect(() => dataFolder(undefined, linux)).toThrow(`The data folder ${chosen} does not exist.`);
    chooseDataFolder(null, linux);
  });

  it('refuses what is no folder of its own', () => {
    const file = path.join(home, 'file');
    writeFileSync(file, '');
    expect(() => chooseDataFolder('relative', linux)).toThrow(expect.objectContaining({ code: 'bad-input' }) as Error);
    expect(() => chooseDataFolder(path.join(file, 'x'), linux)).toThrow();
    expect(dataFolder(undefined, linux)).toBe(usual);
  });
});

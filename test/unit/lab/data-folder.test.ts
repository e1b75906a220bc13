import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder } from '../../../src-main/lab/data-folder.ts';

describe('dataFolder', () => {
  const home = path.resolve('/home/user');

  it('is what is asked for, else what the environment says', () => {
    expect(dataFolder('here', { MGTTA_LAB_DATA: '/there' }, 'linux', home)).toBe(path.resolve('here'));
    expect(dataFolder(undefined, { MGTTA_LAB_DATA: '/there' }, 'linux', home)).toBe(path.resolve('/there'));
  });

  it.each([
    ['linux', {}, '.local/share/mgtta-lab'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/mgtta-lab'],
    ['darwin', {}, 'Library/Application Support/mgtta-lab'],
    ['win32', {}, 'AppData/Roaming/mgtta-lab'],
  ] as const)('is the place of the system otherwise: %s %j', (platform, env, expected) => {
    expect(dataFolder(undefined, env, platform, home)).toBe(path.resolve(home, expected));
  });
});

import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src-main/shells/browser/options.ts';
import { labToken } from '../../../src-main/shells/browser/token.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('browser-options');

describe('readOptions', () => {
  it('takes any free port and the home folder by default', () => {
    expect(readOptions([], folder)).toEqual({
      port: 0,
      dataDir: undefined,
      roots: [folder],
      methods: [],
      window: false,
      help: false,
    });
  });

  it('takes port, data folder and several roots', () => {
    const args = ['--port', '8123', '--data', '/d', '--root', folder, '--root', path.dirname(folder)];
    expect(readOptions(args)).toMatchObject({ port: 8123, dataDir: '/d', roots: [folder, path.dirname(folder)] });
  });

  it.each([
    [['--port', '65536'], 'bad-option'],
    [['--port', ''], 'bad-option'],
    [['--port', '1e3'], 'bad-option'],
    [['--root', path.join(folder, 'nowhere')], 'not-found'],
    [['--colour'], 'bad-option'],
    [['extra'], 'bad-option'],
  ])('refuses %j', (args, code) => {
    expect(() => readOptions(args)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('labToken', () => {
  it('is kept for the next start, readable by its owner only', () => {
    const token = labToken(folder);
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(labToken(folder)).toBe(token);
    if (process.platform !== 'win32') {
      expect(statSync(path.join(folder, 'browser-token')).mode & 0o777).toBe(0o600);
    }
  });

  it('is made anew where what is kept is none', () => {
    writeFileSync(path.join(folder, 'browser-token'), '');
    expect(labToken(folder)).toMatch(/^[\w-]{32}$/);
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src-shared/errors.ts';
import { LabLog } from '../../../src-main/platform/log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('log');
let count = 0;
const folder = (): string => path.join(root, String(count++));

describe('LabLog', () => {
  it('keeps an error with run, stack and cause, and a start with its versions', () => {
    const log = new LabLog(folder());
    expect(log.tail(5)).toEqual([]);
    log.start('serve');
    log.error('NoAdapt failed', new LabError('job-crashed', 'It ended.', undefined, new Error('out of memory')), 'abc');
    const text = readFileSync(log.file, 'utf8');
    expect(text).toMatch(/^\S+Z \d+ info start of serve: lab \d+\.\d+\.\d+.*Node v\d+/);
    expect(text).toMatch(/error \[run abc\] NoAdapt failed\n {4}LabError: It ended\.\n {8}at /);
    expect(text).toMatch(/\n {4}caused by Error: out of memory\n {8}at .*log\.test\.ts/);
    expect(log.tail(1)).toEqual([text.trimEnd().split('\n').at(-1)]);
  });

  it('puts a log aside that has grown long', () => {
    const log = new LabLog(folder());
    log.info('first');
    writeFileSync(log.file, 'x'.repeat(2 ** 21 + 1));
    log.info('second');
    expect(log.tail(9)).toEqual([expect.stringContaining(' info second')]);
    expect(existsSync(path.join(path.dirname(log.file), 'lab.1.log'))).toBe(true);
  });

  it('never gets in the way, whatever stands in its place', () => {
    const dataDir = folder();
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'logs'), 'a file');
    expect(() => new LabLog(dataDir).error('Something failed', 'a text that was thrown')).not.toThrow();
  });
});

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogQuery } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { LabLog } from '../../../src-main/platform/log.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('log');
let count = 0;
const folder = (): string => path.join(root, String(count++));

describe('LabLog', () => {
  it('keeps an error with run, stack and cause, and a start with its versions', () => {
    const log = new LabLog(folder());
    expect(log.entries({ limit: 5 })).toEqual([]);
    log.start('serve');
    log.error('NoAdapt failed', new LabError('job-crashed', 'It ended.', undefined, new Error('out of memory')), 'abc');
    const text = readFileSync(log.file, 'utf8');
    expect(text).toMatch(/^\S+Z \d+ info start of serve: lab \d+\.\d+\.\d+.*Node v\d+/);
    expect(text).toMatch(/error \[run abc\] NoAdapt failed\n {4}LabError: It ended\.\n {8}at /);
    expect(text).toMatch(/\n {4}caused by Error: out of memory\n {8}at .*log\.test\.ts/);
    const [newest, first, ...others] = log.entries({ limit: 5 });
    expect(newest).toMatchObject({ process: process.pid, level: 'error', run: 'abc' });
    expect(newest!.text).toMatch(
      /^NoAdapt failed\nLabError: It ended\.\n {4}at [^]*\ncaused by Error: out of memory\n/,
    );
    expect(first).toMatchObject({ level: 'info', run: null, text: expect.stringMatching(/^start of serve/) as string });
    expect(others).toEqual([]);
  });

  it('gives the newest entries of a kind or a run, those that were put aside too', () => {
    const log = new LabLog(folder());
    log.error('before', new Error('a'), 'one');
    renameSync(log.file, path.join(path.dirname(log.file), 'lab.1.log'));
    log.error('after', new Error('b'), 'two');
    log.info('done');
    const texts = (query: Omit<LogQuery, 'limit'>, limit = 9): string[] =>
      log.entries({ limit, ...query }).map(({ text }) => text.split('\n')[0]!);
    expect(texts({})).toEqual(['done', 'after', 'before']);
    expect(texts({}, 2)).toEqual(['done', 'after']);
    expect(texts({ level: 'error' })).toEqual(['after', 'before']);
    expect(texts({ run: 'one' })).toEqual(['before']);
    expect(texts({ run: 'one', level: 'info' })).toEqual([]);
  });

  it('leaves out the end of an entry whose beginning is further back', () => {
    const log = new LabLog(folder());
    log.info('kept');
    writeFileSync(log.file, `    at the end of a stack\n${readFileSync(log.file, 'utf8')}no indent\n`);
    expect(log.entries({ limit: 9 }).map(({ text }) => text)).toEqual(['kept\nno indent']);
  });

  it('puts a log aside that has grown long', () => {
    const log = new LabLog(folder());
    log.info('first');
    writeFileSync(log.file, 'x'.repeat(2 ** 21 + 1));
    log.info('second');
    expect(log.entries({ limit: 9 }).map(({ text }) => text)).toEqual(['second']);
    expect(existsSync(path.join(path.dirname(log.file), 'lab.1.log'))).toBe(true);
  });

  it('never gets in the way, whatever stands in its place', () => {
    const dataDir = folder();
    mkdirSync(dataDir);
    writeFileSync(path.join(dataDir, 'logs'), 'a file');
    expect(() => new LabLog(dataDir).error('Something failed', 'a text that was thrown')).not.toThrow();
  });
});

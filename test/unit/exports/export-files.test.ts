import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeFiles } from '../../../src-main/exports/export-files.ts';

vi.mock('node:fs/promises', async (load) => {
  const original = await load<typeof import('node:fs/promises')>();
  return { ...original, open: vi.fn(original.open) };
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-files-'));
});
afterEach(() => {
  vi.mocked(open).mockReset();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the second file that is opened fail while it is written. */
async function failOnSecondFile(code: string): Promise<void> {
  const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
  let opened = 0;
  vi.mocked(open).mockImplementation(async (...args) => {
    const handle = await original.open(...args);
    if (++opened === 2) {
      handle.writeFile = () =>
        Promise.reject(Object.assign(new Error(`${code}: write`), { code, path: String(args[0]) }));
    }
    return handle;
  });
}

describe('writing files', () => {
  beforeEach(async () => {
    const original = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    vi.mocked(open).mockImplementation(original.open);
  });

  it('makes the folder and replaces what is there', async () => {
    const target = path.join(folder, 'x', 'y');
    await writeFiles(target, { 'a.csv': 'old' });
    expect(await writeFiles(target, { 'a.csv': 'new', 'b.csv': 'b' })).toHaveLength(2);
    expect(readFileSync(path.join(target, 'a.csv'), 'utf8')).toBe('new');
    expect(readdirSync(target).sort()).toEqual(['a.csv', 'b.csv']);
  });

  it.each([
    ['ENOSPC', 'no-space', /no space left to write .*b\.csv/],
    ['EACCES', 'bad-input', /No permission to write .*b\.csv/],
  ])('leaves the folder as it was after %s', async (system, code, message) => {
    writeFileSync(path.join(folder, 'a.csv'), 'old');
    await failOnSecondFile(system);
    const failure = await writeFiles(folder, { 'a.csv': 'new', 'b.csv': 'b' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(readdirSync(folder)).toEqual(['a.csv']);
    expect(readFileSync(path.join(folder, 'a.csv'), 'utf8')).toBe('old');
  });

  it('says so when the folder is a file, or a file is a folder', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await expect(writeFiles(path.join(folder, 'file'), { a: '' })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('is not a folder') as string,
    });
    await expect(writeFiles(path.join(folder, 'file', 'below'), { a: '' })).rejects.toMatchObject({
      code: 'bad-input',
    });
    mkdirSync(path.join(folder, 'a.csv', 'full'), { recursive: true });
    await expect(writeFiles(folder, { 'a.csv': '' })).rejects.toMatchObject({ code: 'bad-input' });
    expect(readdirSync(folder).sort()).toEqual(['a.csv', 'file']);
  });

  // Root may write anywhere.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says so without permission', async () => {
    chmodSync(folder, 0o500);
    await expect(writeFiles(path.join(folder, 'sub'), { a: '' })).rejects.toMatchObject({ code: 'bad-input' });
    expect(existsSync(path.join(folder, 'sub'))).toBe(false);
  });
});

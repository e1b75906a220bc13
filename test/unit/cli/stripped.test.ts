import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stripped } from '../../../bin/stripped.mjs';

const url = 'file:///lab/src/a.ts';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-stripped-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = (): string[] => readdirSync(folder).map((name) => path.join(folder, name));

describe('sources without their types', () => {
  it('are kept, each in one file', () => {
    const code = stripped(folder, url, 'export const a: number = 1;');
    expect(code).toMatch(/^export const a {9}= 1;\n/);
    expect(kept()).toHaveLength(1);
    expect(stripped(folder, url, 'export const a: number = 1;')).toBe(code);
    stripped(folder, 'file:///lab/src/b.ts', 'export const b = 1;');
    expect(kept()).toHaveLength(2);
  });

  it('come from the folder, not from the source', () => {
    const [code, file] = [stripped(folder, url, 'let a: 1;'), kept()[0]!];
    writeFileSync(file, `/* kept */ ${code}`);
    expect(stripped(folder, url, 'let a: 1;')).toContain('/* kept */');
  });

  it('are made again where the source has changed, or what is kept is not whole', () => {
    const first = stripped(folder, url, 'let a: 1;');
    const second = stripped(folder, url, 'let b: 1;');
    expect(second).toContain('let b');
    expect(kept()).toHaveLength(1);
    writeFileSync(kept()[0]!, second.slice(0, -9));
    expect(stripped(folder, url, 'let b: 1;')).toBe(second);
    expect(readFileSync(kept()[0]!, 'utf8')).toBe(second);
    expect(stripped(folder, url, 'let a: 1;')).toBe(first);
  });

  it('are made each time where nothing can be kept', () => {
    writeFileSync(path.join(folder, 'file'), '');
    expect(stripped(path.join(folder, 'file', 'below'), url, 'let a: 1;')).toContain('let a');
  });
});

it('a process leaves what it compiled to the next one', () => {
  const folders = { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
  const preload = new URL('../../../bin/preload.mjs', import.meta.url).href;
  const { status } = spawnSync(process.execPath, ['--import', preload, '--eval', "import('commander')"], {
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: undefined, ...folders },
    cwd: import.meta.dirname,
  });
  expect(status).toBe(0);
  const compiled = readdirSync(path.join(folder, 'mgtta-lab', 'compiled'), { recursive: true, withFileTypes: true });
  expect(compiled.filter((entry) => entry.isFile()).length).toBeGreaterThan(0);
});

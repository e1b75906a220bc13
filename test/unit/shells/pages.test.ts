import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFile, readPage } from '../../../src-main/shells/pages.ts';

let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lab-pages-'));
  root = path.join(folder, 'pages');
  mkdirSync(path.join(root, 'assets'), { recursive: true });
  writeFileSync(path.join(root, 'index.html'), '<title>Lab</title>');
  writeFileSync(path.join(root, 'assets', 'a b.js'), 'export {};');
  writeFileSync(path.join(root, 'notes.sqlite'), 'not a page');
  writeFileSync(path.join(folder, 'secret.html'), 'secret');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('pageFile', () => {
  it('maps / to the index and other paths to files below the root', () => {
    expect(pageFile(root, '/')).toBe(path.join(root, 'index.html'));
    expect(pageFile(root, '/assets/a%20b.js')).toBe(path.join(root, 'assets', 'a b.js'));
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/assets/..%2f..%2f..%2fsecret.html',
    '/..%5csecret.html',
    '//../secret.html',
    '/index.html%00.js',
    '/%E0%A4%A',
    'secret.html',
    '',
  ])('refuses %j', (urlPath) => {
    expect(pageFile(root, urlPath)).toBeUndefined();
  });

  it('does not take a sibling whose name begins like the root', () => {
    expect(pageFile(root, '/../pages-secret/x.html')).toBeUndefined();
  });
});

describe('readPage', () => {
  it('gives content and type', async () => {
    const page = await readPage(root, '/');
    expect(page?.body.toString()).toBe('<title>Lab</title>');
    expect(page?.contentType).toBe('text/html; charset=utf-8');
    expect((await readPage(root, '/assets/a%20b.js'))?.contentType).toBe('text/javascript; charset=utf-8');
  });

  it('has nothing for missing files, folders and kinds of file that are no pages', async () => {
    expect(await readPage(root, '/missing.html')).toBeUndefined();
    expect(await readPage(root, '/assets')).toBeUndefined();
    expect(await readPage(root, '/notes.sqlite')).toBeUndefined();
  });
});

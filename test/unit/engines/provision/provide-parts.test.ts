import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineEnvironment } from '../../../../src-main/engines/provision/folder.ts';
import { partLists } from '../../../../src-main/engines/provision/parts.ts';
import { provideParts, removeFolders } from '../../../../src-main/engines/provision/provide-parts.ts';
import { partOf, serveArchives, tarOf, wheelOf } from '../../../support/archive-server.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const large = 'x'.repeat(200_000);
const wheel = wheelOf({ 'nvidia/lib/liba.so': large, 'nvidia/include/a.h': 'a header', 'nvidia/lib/libb.so': 'b' });
const tar = tarOf({ 'ort/README': 'read me', 'ort/lib/libort.so': large, 'ort/lib/libshared.so': 'shared' });
const parts = [partOf('nvidia', 'nvidia.whl', wheel), partOf('ort', 'ort.tgz', tar)];

describe('provideParts', () => {
  let root: string;
  let server: Server | undefined;
  beforeEach(() => {
    root = temporaryFolder('provide');
  });
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  async function provide(
    archives: Parameters<typeof serveArchives>[0],
    options: Partial<Parameters<typeof provideParts>[2]> = {},
  ) {
    const opened = await serveArchives(archives);
    ({ server } = opened);
    const { signal } = new AbortController();
    return provideParts(parts, root, { from: opened.address, signal, onProgress: () => undefined, ...options });
  }
  const here = (): string[] => readdirSync(path.join(root, 'parts')).sort();

  it('fetches archives, checks them, and keeps of them what is needed', async () => {
    const texts = new Set<string>();
    let last = 0;
    let total = 0;
    const added = await provide(
      { 'nvidia.whl': wheel, 'ort.tgz': tar },
      {
        onProgress: ({ text, doneBytes, totalBytes }) => {
          texts.add(text);
          expect(doneBytes).toBeGreaterThanOrEqual(last);
          [last, total] = [doneBytes, totalBytes];
        },
      },
    );
    expect(here()).toEqual(['nvidia-1', 'ort-1']);
    expect(added).toEqual(here().map((name) => path.join(root, 'parts', name)));
    expect(added.map((folder) => readdirSync(folder))).toEqual([
      ['liba.so', 'libb.so'],
      ['libort.so', 'libshared.so'],
    ]);
    expect(readFileSync(path.join(added[0]!, 'liba.so'), 'utf8')).toBe(large);
    expect(readFileSync(path.join(added[1]!, 'libort.so'), 'utf8')).toBe(large);
    expect(readFileSync(path.join(added[1]!, 'libshared.so'), 'utf8')).toBe('shared');
    expect([...texts]).toEqual(['Fetching nvidia', 'Unpacking nvidia', 'Fetching ort', 'Unpacking ort']);
    expect(last).toBe(total);
    removeFolders(added);
    expect(here()).toEqual([]);
  });

  it('fetches nothing that is there', async () => {
    mkdirSync(path.join(root, 'parts', 'nvidia-1'), { recursive: true });
    expect(await provide({ 'ort.tgz': tar })).toEqual([path.join(root, 'parts', 'ort-1')]);
    expect(await provide({})).toEqual([]);
  });

  it('refuses another archive than it knows, says so, and leaves nothing behind', async () => {
    await expect(provide({ 'nvidia.whl': wheel, 'ort.tgz': Buffer.concat([tar, Buffer.of(0)]) })).rejects.toMatchObject(
      {
        code: 'bad-input',
        message: expect.stringMatching(
          /ort\.tgz is not ort 1: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}/,
        ) as string,
      },
    );
    expect(here()).toEqual([]);
  });

  it('says what could not be fetched, and leaves nothing behind', async () => {
    await expect(provide({ 'nvidia.whl': wheel })).rejects.toMatchObject({
      message: expect.stringMatching(/^ort could not be fetched from http.*: the server answers 404\.$/) as string,
    });
    expect(here()).toEqual([]);
  });

  it('takes archives from a folder, and says which one is not there', async () => {
    const folder = temporaryFolder('archives');
    writeFileSync(path.join(folder, 'nvidia.whl'), wheel);
    await expect(provide({}, { from: folder })).rejects.toThrow(/^ort could not be fetched from .*ort\.tgz/);
    writeFileSync(path.join(folder, 'ort.tgz'), tar);
    expect(await provide({}, { from: folder })).toHaveLength(2);
  });

  it('stops in the middle of an archive, and leaves nothing behind', async () => {
    const stopping = new AbortController();
    const onProgress = ({ text, doneBytes }: { text: string; doneBytes: number }): void => {
      if (text === 'Fetching ort' && doneBytes > wheel.length) stopping.abort();
    };
    const stopped = provide({ 'nvidia.whl': wheel, 'ort.tgz': undefined }, { signal: stopping.signal, onProgress });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(here()).toEqual([]);
  });

  it('clears away what one that was killed has left', async () => {
    mkdirSync(path.join(root, 'parts', '.getting-999999999-abc'), { recursive: true });
    await provide({ 'nvidia.whl': wheel, 'ort.tgz': tar });
    expect(here()).toEqual(['nvidia-1', 'ort-1']);
  });

  it('says where nothing can be written', async () => {
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    const { signal } = new AbortController();
    await expect(provideParts(parts, file, { signal, onProgress: () => undefined })).rejects.toMatchObject({
      message: expect.stringContaining('Nothing can be written to') as string,
      hint: expect.stringContaining('MGTTA_ENGINES') as string,
    });
  });

  it.runIf(process.platform === 'linux')('has processes look for libraries there', async () => {
    expect(engineEnvironment({ MGTTA_ENGINES: root })).toEqual({ MGTTA_ENGINES: root });
    await provide({ 'nvidia.whl': wheel, 'ort.tgz': tar });
    const { LD_LIBRARY_PATH } = engineEnvironment({ MGTTA_ENGINES: root, LD_LIBRARY_PATH: '/mine' });
    expect(LD_LIBRARY_PATH).toBe([...here().map((name) => path.join(root, 'parts', name)), '/mine'].join(':'));
  });
});

describe('the parts of engines', () => {
  const all = Object.values(partLists(true)).flat();

  it('are pinned: publisher, version and checksum', () => {
    for (const { name, version, url, sha256, bytes } of all) {
      expect(sha256, name).toMatch(/^[0-9a-f]{64}$/);
      expect(url, name).toMatch(/^https:\/\/(files\.pythonhosted\.org|github\.com\/microsoft)\//);
      expect(url).toContain(version);
      expect(bytes).toBeGreaterThan(0);
    }
  });

  it('are of the version of the package that loads them', () => {
    const file = path.join('node_modules', 'onnxruntime-node', 'package.json');
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    expect(partLists(true).cuda.at(-1)?.version).toBe(version);
  });

  it('of TensorFlow are one without a GPU, and include those of CUDA with one', () => {
    expect(partLists(false).tensorflow.map(({ name }) => name)).toEqual(['tensorflow']);
    const names = partLists(true).tensorflow.map(({ name }) => name);
    for (const { name } of partLists(true).cuda.slice(0, -1)) expect(names).toContain(name);
    const { keep } = partLists(false).tensorflow[0]!;
    expect(keep('tensorflow/libtensorflow_cc.so.2')).toBe('libtensorflow_cc.so.2');
    expect(keep('tensorflow/include/tensorflow/c/c_api.h')).toBe('include/tensorflow/c/c_api.h');
    expect(keep('tensorflow/python/ops.py')).toBeUndefined();
  });
});

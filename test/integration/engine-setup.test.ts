import { existsSync, readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { partLists } from '../../src-main/engines/provision/parts.ts';
import { serveArchives } from '../support/archive-server.ts';
import { labHere } from '../support/cli-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const first = partLists(true).cuda[0]!;
const fileName = first.url.slice(first.url.lastIndexOf('/') + 1);

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('lab engines setup', () => {
  let root: string;
  let server: Server | undefined;
  beforeEach(() => {
    root = temporaryFolder('engine-setup');
    vi.stubEnv('MGTTA_ENGINES', path.join(root, 'engines'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    server?.closeAllConnections();
    server?.close();
  });

  async function setUpFrom(archives: Parameters<typeof serveArchives>[0], engine = 'cuda') {
    const opened = await serveArchives(archives);
    ({ server } = opened);
    vi.stubEnv('MGTTA_ENGINES_FROM', opened.address);
    return labHere('engines', 'setup', engine, '--data-dir', path.join(root, 'data'));
  }
  const left = (): string[] => {
    const parts = path.join(root, 'engines', 'parts');
    return existsSync(parts) ? readdirSync(parts) : [];
  };

  it('refuses what is not the archive that it knows: nothing is kept of it', async () => {
    const { code, err } = await setUpFrom({ [fileName]: Buffer.from('something else') });
    expect(code).toBe(1);
    expect(err).toContain(`Fetching ${first.name}`);
    expect(err).toMatch(
      new RegExp(`Error: The download from http.*is not ${first.name} ${first.version}: its SHA-256 is`),
    );
    expect(left()).toEqual([]);
  });

  it('says which archive is not to be had, and what helps', async () => {
    const { code, err } = await setUpFrom({});
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`Error: ${first.name} could not be fetched from .*: the server answers 404`));
    expect(err).toContain('MGTTA_ENGINES_FROM');
    expect(left()).toEqual([]);
  });

  it('is ended by Ctrl-C in the middle of an archive: nothing stays', async () => {
    const ended = setUpFrom({ [fileName]: undefined });
    await vi.waitFor(() => expect(left()).not.toEqual([]), { timeout: 30_000 });
    process.emit('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('The set-up was stopped; nothing of it was kept.');
    expect(left()).toEqual([]);
  });

  it('knows two engines', async () => {
    const { code, err } = await labHere('engines', 'setup', 'rocm');
    expect(code).toBe(2);
    expect(err).toContain('cuda, tensorflow');
  });
});

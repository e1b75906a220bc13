import { closeSync, openSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { labHere } from '../support/cli-here.ts';
import { mainFile, startLab } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = ['run', '--method', 'tent', '--images', '8', '--batch-size', '4', '--corruption', 'fog'];

const storedIn = async (folder: string): Promise<readonly { status: string }[]> =>
  JSON.parse((await labHere('runs', '--json', '--data-dir', folder)).out) as { status: string }[];

describe('output that can not be written', () => {
  it('ends no run where the reader has gone', async () => {
    const folder = temporaryFolder('no-reader');
    const started = startLab([...run, '--data-dir', folder]);
    started.process.stdout?.destroy();
    started.process.stderr?.destroy();
    expect(await started.ended).toMatchObject({ code: 0, signal: null });
    expect(await storedIn(folder)).toMatchObject([{ status: 'done' }]);
  });

  it.skipIf(process.platform !== 'linux')('ends no run on a full disk, which is said in a sentence', async () => {
    const folder = temporaryFolder('full-output');
    const full = openSync('/dev/full', 'w');
    const args = ['--disable-warning=ExperimentalWarning', mainFile, ...run, '--data-dir', folder];
    const child = spawn(process.execPath, args, { stdio: ['ignore', full, 'pipe'] });
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(code).toBe(1);
    expect(err).toContain('Error: Not all output could be written: there is no space left where it goes.');
    expect(err).not.toContain('    at ');
    expect(await storedIn(folder)).toMatchObject([{ status: 'done' }]);
  });
});

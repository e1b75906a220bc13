import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadMgg, untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dataDir = temporaryFolder('cli-mgg');
const file = (name: string) => path.join(dataDir, 'exported', name);

async function mgg(...args: string[]) {
  const capture = (stream: NodeJS.WriteStream) => vi.spyOn(stream, 'write').mockImplementation(() => true);
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  const code = await runCli(['mgg', ...args, '--data-dir', dataDir]);
  const text = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const outcome = { code, out: text(out), err: text(err) };
  vi.restoreAllMocks();
  return outcome;
}

afterEach(() => vi.restoreAllMocks());

describe('lab mgg', () => {
  it('lists the generators', async () => {
    const { code, out } = await mgg('list');
    expect(code).toBe(0);
    expect(out).toMatch(/quickstart-lstm\W+MGG of the quick start, LSTM\W+embedded\W+LSTM/);
    const listed = JSON.parse((await mgg('list', '--json')).out) as { id: string }[];
    expect(listed.map(({ id }) => id)).toContain('untrained');
  });

  it('exports one by id, by name, from a file, or of a seed', async () => {
    expect(await mgg('export', 'quickstart-seed-2', '--out', file('a.pth'))).toMatchObject({
      code: 0,
      out: `${file('a.pth')}\n`,
    });
    expect(await mgg('export', 'MGG of the quick start, seed 2', '--out', file('b.safetensors'))).toMatchObject({
      code: 0,
    });
    expect(await mgg('export', file('a.pth'), '--out', file('c.safetensors'))).toMatchObject({ code: 0 });
    const { weights } = loadMgg(file('a.pth'));
    expect(loadMgg(file('b.safetensors')).weights).toEqual(weights);
    expect(loadMgg(file('c.safetensors')).weights).toEqual(weights);
    expect(await mgg('export', 'untrained:5', '--out', file('d.pth'))).toMatchObject({ code: 0 });
    expect(loadMgg(file('d.pth')).weights).toEqual(untrainedMgg(5));
  });

  it('says what is wrong', async () => {
    expect(await mgg('export', 'quickstart', '--out', file('x.bin'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('not clear in which format') as string,
    });
    expect(await mgg('export', 'nothing', '--out', file('y.pth'))).toMatchObject({
      code: 1,
      err: expect.stringContaining("nothing is gone or can't be opened") as string,
    });
    expect(existsSync(file('y.pth'))).toBe(false);
  });
});

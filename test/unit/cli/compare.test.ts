import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { runCli } from '../../../src-main/shells/cli/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { adaptSummary, newRun, newShift, provenance, shiftSummary } from '../store/support.ts';

const dataDir = temporaryFolder('cli-compare');
afterEach(() => vi.restoreAllMocks());

function addRuns(): string[] {
  const store = openStore(path.join(dataDir, 'lab.sqlite'));
  const ids = [0.5, 0.625].map((top1, index) => {
    const { id } = store.createRun(newRun({ method: index === 0 ? 'noadapt' : 'tent' }, { group: 'both' }));
    store.startRun(id, provenance);
    store.startShift(id, newShift());
    store.finishShift(id, 0, { ...shiftSummary, top1 });
    store.finishRun(id, { ...adaptSummary, averageTop1: top1 });
    return id;
  });
  store.close();
  return ids;
}

async function compare(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(() => true),
  );
  const code = await runCli(['compare', ...args, '--data-dir', dataDir]);
  const text = (spy: typeof out) => spy!.mock.calls.map(([chunk]) => String(chunk)).join('');
  const outcome = { code, out: text(out), err: text(err) };
  vi.restoreAllMocks();
  return outcome;
}

describe('lab compare', () => {
  const ids = addRuns();

  it('shows what differs and what came of it', async () => {
    const { code, out } = await compare(...ids);
    expect(code).toBe(0);
    expect(out).toMatch(/Method +│ noadapt +│ tent/);
    expect(out).not.toContain('Batch size');
    expect(out).toMatch(/TENT +│ +62\.5 \*\* │ +62\.5 \*\*/);
  });

  it('prints the table for papers and spreadsheets', async () => {
    expect((await compare('--group', 'both', '--format', 'csv')).out).toBe(
      'Method,Weather Fog top1_percent,Avg. top1_percent,method_id,n_seeds,seeds,runs\n' +
        `NOADAPT,50,50,noadapt,1,2020,${ids[0]}\nTENT,62.5,62.5,tent,1,2020,${ids[1]}\n`,
    );
    expect((await compare(...ids, '--format', 'latex')).out).toContain('TENT & \\textbf{62.5} & \\textbf{62.5} \\\\');
    expect((await compare(...ids, '--format', 'markdown')).out).toContain('| TENT | **62.5** | **62.5** |');
  });

  it('shows a run once, however often it is named', async () => {
    const [first, second] = ids as [string, string];
    const once = await compare(first, second);
    expect(await compare(first, second, first.slice(0, 7), '--group', 'both')).toEqual(once);
  });

  it('asks for runs', async () => {
    expect(await compare()).toMatchObject({ code: 2, err: expect.stringContaining('No adaptation run') as string });
  });
});

import { existsSync } from 'node:fs';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SweepState } from '../../src-shared/api/sweeps.ts';
import { labHere } from '../support/cli-here.ts';
import { startLab, waitFor } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

const root = temporaryFolder('sweep');

const common = [
  ...['--corruption', 'fog,contrast', '--batch-size', '16', '--images', '32', '--source-images', '8'],
  ...['--engine', 'onnx-cpu', '--threads', '1', '--json'],
];

/** Results that must be the same however often a sweep was stopped: trials, their numbers, and what is chosen. */
function figures(json: string): unknown {
  const { trials, methods } = JSON.parse(json) as SweepState;
  return {
    trials: trials.map(({ method, index, values, status, perSeed, scores }) => ({
      ...{ method, index, values, status, perSeed, scores },
    })),
    methods,
  };
}

/** Runs that are done in a data folder. */
function finished(dataDir: string): number {
  const file = path.join(dataDir, 'lab.sqlite');
  if (!existsSync(file)) return 0;
  const db = new SqliteDatabase(file, { readonly: true });
  try {
    return db.prepare<[], { count: number }>("SELECT count(*) AS count FROM runs WHERE status = 'done'").get()!.count;
  } catch {
    // Its tables are being made.
    return 0;
  } finally {
    db.close();
  }
}

async function killedAndGoneOn(name: string, flags: readonly string[], killAfter: number): Promise<SweepState> {
  const wholeDir = path.join(root, `${name}-whole`);
  const whole = await labHere('sweep', 'run', name, '--data-dir', wholeDir, ...flags, ...common);
  expect({ code: whole.code, err: whole.code === 0 ? '' : whole.err }).toEqual({ code: 0, err: '' });
  const dataDir = path.join(root, name);
  const { process: lab, ended } = startLab(['sweep', 'run', name, '--data-dir', dataDir, ...flags, ...common]);
  await waitFor(() => (finished(dataDir) >= killAfter ? true : undefined), 300_000);
  lab.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  const rest = await labHere('sweep', 'run', name, '--data-dir', dataDir, '--json');
  expect(rest.code).toBe(0);
  expect(figures(rest.out)).toEqual(figures(whole.out));
  return JSON.parse(rest.out) as SweepState;
}

describe.runIf(thorough)('a sweep that is killed in the middle', { timeout: 600_000 }, () => {
  it('ends with the same trials and numbers where each round hangs on those before', async () => {
    const { trials } = await killedAndGoneOn(
      'learning',
      [
        ...['--method', 'tent', '--vary', 'lr=0.001..3:5:log', '--strategy', 'tpe', '--trials', '8'],
        ...['--parallel', '3', '--prune-after', '1', '--seeds', '1'],
      ],
      4,
    );
    expect(trials).toHaveLength(8);
    expect(trials.every(({ status }) => status === 'done' || status === 'pruned')).toBe(true);
  });

  it('ends with the same numbers of 4 rates × 3 seeds × 2 methods', async () => {
    const { summary, trials } = await killedAndGoneOn(
      'rates',
      ['--method', 'tent,foa_sgd', '--vary', 'lr=0.001,0.01,0.1,1', '--seeds', '1,2,3'],
      9,
    );
    expect(summary).toMatchObject({ trials: 8, runs: 24, finished: 24 });
    for (const { perSeed } of trials) expect(perSeed).toHaveLength(3);
  });
});

import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { labHere } from '../support/cli-here.ts';
import { childrenOf, startLabUnderNpm, waitFor } from '../support/cli.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import type { Checkpoint } from '../../src-main/store/checkpoint.ts';
import { some, thorough } from '../support/thorough.ts';
import { figures, prepareBench, pretrainArguments, runArguments, startHalfway, startUntil } from './setup.ts';

const bench = prepareBench('interruption');
/** Enough for a command to be met in the middle of its second stream. */
const images = ['--images', '400'];
const halfway = (dataDir: string) => startHalfway(bench, dataDir, images);
let uninterrupted: unknown;

function batchCount(id: string, dataDir: string): number {
  const store = openStore(path.join(dataDir, 'lab.sqlite'));
  try {
    return store.shiftsOf(id).reduce((sum, { position }) => sum + store.batchesOf(id, position).length, 0);
  } finally {
    store.close();
  }
}

async function resumedFigures(dataDir: string, ...ids: string[]): Promise<unknown> {
  const { code, out, err } = await labHere('resume', ...ids, '--json', '--data-dir', dataDir);
  expect(err).not.toContain('Error');
  expect(code).toBe(0);
  return figures(out);
}

beforeAll(async () => {
  const { code, out, err } = await labHere(...runArguments(bench, bench.dataDir('whole')), ...images);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  uninterrupted = figures(out);
});

describe('a run that does not reach its end', () => {
  it('goes on to the same numbers after kill -9 of the lab, whose compute process ends with it', async () => {
    const dataDir = bench.dataDir('killed');
    const { process: lab, ended, id } = await halfway(dataDir);
    const computing = childrenOf(lab.pid!);
    lab.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(computing.length).toBeGreaterThan(0);
    await waitFor(() => (computing.every((pid) => !isRunning(pid)) ? true : undefined));
    expect(batchCount(id, dataDir)).toBeGreaterThan(120);
    expect(await resumedFigures(dataDir)).toEqual(uninterrupted);
  });

  it.runIf(thorough)('goes on to the same numbers after kill -9 of the compute process', async () => {
    const dataDir = bench.dataDir('crashed');
    const { process: lab, ended, id } = await halfway(dataDir);
    for (const pid of childrenOf(lab.pid!)) process.kill(pid, 'SIGKILL');
    const { code, err } = await ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: The compute process ended unexpectedly \(signal SIGKILL\)\.$/m);
    expect(err).not.toContain('    at ');
    expect(batchCount(id, dataDir)).toBeGreaterThan(120);
    expect(await resumedFigures(dataDir, id)).toEqual(uninterrupted);
  });

  // To every process in the foreground, as a terminal does with Ctrl-C, and to all of a job, as a scheduler does.
  it.each(some(['SIGINT', 'SIGTERM'] as const, 2))(
    'stops after the batch under way with %s, and goes on',
    async (signal) => {
      const dataDir = bench.dataDir(signal);
      const { process: lab, ended, id } = await halfway(dataDir);
      for (const pid of [lab.pid!, ...childrenOf(lab.pid!)]) process.kill(pid, signal);
      const { code, err, out } = await ended;
      expect(code).toBe(130);
      expect(out).toBe('');
      expect(err).toMatch(
        new RegExp(`^Stopped after \\d+ of 200 batches; .* resume ${id} --data-dir ${dataDir}$`, 'm'),
      );
      const stored = batchCount(id, dataDir);
      expect(err).toContain(`Stopped after ${stored} of 200`);
      expect(await resumedFigures(dataDir, id)).toEqual(uninterrupted);
    },
  );
});

describe('a run whose compute process does not answer', () => {
  it.runIf(thorough)('is given up after some seconds, and goes on to the same numbers', async () => {
    const dataDir = bench.dataDir('stopped');
    const { process: lab, ended, id } = await halfway(dataDir);
    for (const pid of childrenOf(lab.pid!)) process.kill(pid, 'SIGSTOP');
    lab.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err).toContain('The batch under way does not end: it is given up');
    expect(err).toMatch(new RegExp(`To go on: .* resume ${id} `));
    expect(await resumedFigures(dataDir, id)).toEqual(uninterrupted);
  });
});

describe('a run under npm', () => {
  it.runIf(thorough)('stops with npm, to be resumed, when npm alone is ended', async () => {
    const dataDir = bench.dataDir('npm');
    // Early in the first stream: a fast computer must not reach the end of the run before the signal is noticed.
    const early = ({ next }: Checkpoint): boolean => next > 5;
    const {
      process: npm,
      ended,
      id,
    } = await startUntil([...runArguments(bench, dataDir), ...images], dataDir, early, startLabUnderNpm);
    npm.kill('SIGTERM');
    // Only once all that npm started has ended are its pipes closed.
    expect((await ended).err).toMatch(new RegExp(`^Stopped after \\d+ of 200 batches; .* resume ${id} `, 'm'));
    expect(await resumedFigures(dataDir, id)).toEqual(uninterrupted);
  });
});

describe('a pre-training that does not reach its end', () => {
  interface Pretrained {
    readonly summary: { readonly outputHash: string; readonly bestEpoch: number };
    readonly epochs: readonly { readonly meanLoss: number; readonly accuracy: object }[];
    readonly steps: readonly object[];
  }

  async function everything(dataDir: string): Promise<unknown> {
    const [{ id }] = JSON.parse((await labHere('runs', '--json', '--data-dir', dataDir)).out) as [{ id: string }];
    const { out } = await labHere('show', id, '--json', '--batches', '--data-dir', dataDir);
    const { run, epochs, steps } = JSON.parse(out) as Pretrained & { run: Pretrained };
    const { outputHash, bestEpoch } = run.summary;
    return { outputHash, bestEpoch, steps, epochs: epochs.map(({ meanLoss, accuracy }) => ({ meanLoss, accuracy })) };
  }

  it.runIf(thorough)('goes on to the same generator after kill -9', async () => {
    const [whole, killed] = [bench.dataDir('whole-mgg'), bench.dataDir('killed-mgg')];
    expect((await labHere(...pretrainArguments(bench, whole))).code).toBe(0);
    const started = await startUntil(pretrainArguments(bench, killed), killed, ({ position }) => position >= 2);
    started.process.kill('SIGKILL');
    await started.ended;
    expect((await labHere('resume', '--data-dir', killed)).code).toBe(0);
    const expected = (await everything(whole)) as Pretrained;
    expect(expected.epochs).toHaveLength(6);
    expect(expected.steps).toHaveLength(192);
    expect(await everything(killed)).toEqual(expected);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

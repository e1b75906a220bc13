import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBench } from '../../../src-main/bench/bench.ts';
import { Contestant } from '../../../src-main/bench/contestant.ts';
import { findPeer } from '../../../src-main/bench/peer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that is Node with the given source. */
const program = (source: string): { name: string; command: string; args: string[] } => ({
  name: 'test',
  command: process.execPath,
  args: ['-e', source],
});

describe('runBench', () => {
  it('measures engines against each other in processes of their own', async () => {
    const texts: string[] = [];
    const report = await runBench(
      {
        models: ['quickstart'],
        works: ['mgtta'],
        engines: ['onnx-cpu', 'wasm'],
        batches: [2],
        rounds: 2,
        secondsPerTurn: 0.01,
        threads: 1,
        peer: false,
      },
      (text) => texts.push(text),
    );
    expect(texts).toEqual(['1/1: quickstart, mgtta, batch 2']);
    expect(report.failures).toEqual([]);
    const [onnx, wasm] = report.measurements;
    expect(onnx).toMatchObject({ contestant: 'onnx-cpu', work: 'mgtta', batch: 2, timeRatio: null, difference: null });
    expect(wasm?.contestant).toBe('wasm');
    expect(wasm?.difference).toBeLessThan(1e-3);
    for (const row of report.measurements) {
      expect(row.secondsPerBatch).toBeGreaterThan(0);
      expect(row.matmulShare).toBeGreaterThan(0);
      expect(row.cpuSecondsPerBatch).toBeGreaterThan(0);
      expect(row.imagesPerSecond).toBeCloseTo(2 / row.secondsPerBatch);
      expect(row.peakBytes).toBeGreaterThan(20 * 2 ** 20);
    }
  });

  it('goes on without an engine that fails, and says why it did', async () => {
    const options = { models: ['quickstart'], works: ['forward'], batches: [1], peer: false } as const;
    const report = await runBench({
      ...options,
      models: [...options.models],
      works: [...options.works],
      batches: [...options.batches],
      engines: ['onnx-webgpu', 'wasm'],
      rounds: 1,
      secondsPerTurn: 0.01,
    });
    expect([...report.measurements, ...report.failures].map(({ contestant }) => contestant).sort()).toEqual([
      'onnx-webgpu',
      'wasm',
    ]);
    for (const { reason } of report.failures) expect(reason).toMatch(/^onnx-webgpu failed: ./);
  });

  it('names an option that makes no sense', async () => {
    await expect(runBench({ rounds: 0 })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('rounds') as string,
    });
  });
});

describe('Contestant', () => {
  it('reports what a process said last when it ends too early', async () => {
    const started = Contestant.start(program('console.error("no luck"); process.exit(3)'));
    await expect(started).rejects.toMatchObject({ code: 'engine-failed', message: 'test failed: no luck' });
  });

  it('reports an error that a process names', async () => {
    const started = Contestant.start(program('console.log(JSON.stringify({ error: "no such model" }))'));
    await expect(started).rejects.toThrow('test failed: no such model');
  });

  it('reports a program that is not there', async () => {
    const started = Contestant.start({ name: 'test', command: path.join(folder, 'nothing'), args: [] });
    await expect(started).rejects.toThrow(/test failed: spawn .*nothing ENOENT/);
  });
});

describe('findPeer', () => {
  it('says why PyTorch takes no part', () => {
    expect(findPeer({}, folder)).toContain('checkout');
    mkdirSync(path.join(folder, 'bench', 'peers'), { recursive: true });
    writeFileSync(path.join(folder, 'bench', 'peers', 'torch_peer.py'), '');
    const python = path.join(folder, 'python');
    expect(findPeer({ MGTTA_PYTHON: python }, folder)).toBe(
      `${python} has no PyTorch; set MGTTA_PYTHON to a Python that has it.`,
    );
  });

  it.skipIf(process.platform === 'win32')('takes the Python that is named', () => {
    mkdirSync(path.join(folder, 'bench', 'peers'), { recursive: true });
    const script = path.join(folder, 'bench', 'peers', 'torch_peer.py');
    writeFileSync(script, '');
    const python = path.join(folder, 'python');
    writeFileSync(python, '#!/bin/sh\nexit 0\n');
    chmodSync(python, 0o755);
    expect(findPeer({ MGTTA_PYTHON: python }, folder)).toEqual({ name: 'pytorch', python, script });
  });
});

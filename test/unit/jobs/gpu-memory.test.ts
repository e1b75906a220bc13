import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { bytesIn, GpuMemoryWatch } from '../../../src-main/jobs/gpu-memory.ts';
import type { Job, JobResult } from '../../../src-main/jobs/messages.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('gpu-memory');
const running = path.join(folder, 'pid');
const result: JobResult = { kind: 'adapt', stopped: false, totalSeconds: 1, peakMemoryBytes: 1 };
const jobOn = (engine: 'onnx-cuda' | 'onnx-cpu' | 'auto'): Job => ({
  kind: 'adapt',
  config: runConfigSchema.parse({
    ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent', engine },
    shifts: [{ corruption: 'fog', severity: 5 }],
  }),
});
const mebibytes = (count: number): number => count * 2 ** 20;

it.each([
  ['7, 5193', mebibytes(5193)],
  ['8, 9000', undefined],
  ['7, [N/A]', undefined],
  ['[Not Found], 10', undefined],
  ['', undefined],
])('of the line %j', (line, bytes) => expect(bytesIn(line, 7)).toBe(bytes));

describe.skipIf(process.platform === 'win32')('GpuMemoryWatch', () => {
  beforeAll(() => {
    // The driver's samples of two processes, time and again: this one takes less in the end.
    const script = path.join(folder, 'nvidia-smi');
    const samples = [`${process.pid}, 812`, '1, 20000', `${process.pid}, 5193`, '1, 20000', `${process.pid}, 700`];
    const lines = ['#!/bin/sh', `echo $$ > "${running}"`, ...samples.map((line) => `echo "${line}"`), 'exec sleep 60'];
    writeFileSync(script, `${lines.join('\n')}\n`);
    chmodSync(script, 0o755);
  });
  afterEach(() => vi.unstubAllEnvs());

  /** Whether the process that reports is there. */
  function isReported(): boolean {
    try {
      process.kill(Number(readFileSync(running, 'utf8')), 0);
      return true;
    } catch {
      return false;
    }
  }

  it('keeps the most that the driver counted to the process while a job ran', async () => {
    vi.stubEnv('PATH', `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`);
    const watch = new GpuMemoryWatch();
    watch.begin(jobOn('onnx-cuda'));
    await vi.waitFor(() => expect(existsSync(running)).toBe(true), { timeout: 10_000 });
    await vi.waitFor(() => expect(watch.bytes).toBe(mebibytes(5193)));
    expect(watch.end(result)).toEqual({ ...result, gpuMemoryBytes: mebibytes(5193) });
    await vi.waitFor(() => expect(isReported()).toBe(false));
    // The next job has a peak of its own.
    expect(watch.end(result)).toEqual(result);
  });

  it.each(['onnx-cpu', 'auto'] as const)('asks for nothing where %s computes', (engine) => {
    const watch = new GpuMemoryWatch();
    watch.begin(jobOn(engine));
    expect(watch.end(result)).toEqual(result);
  });

  it('reports nothing where there is no driver', async () => {
    vi.stubEnv('PATH', path.join(folder, 'empty'));
    const watch = new GpuMemoryWatch();
    watch.begin(jobOn('onnx-cuda'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(watch.end(result)).toEqual(result);
  });
});

import { expect, it } from 'vitest';
import { optionsFrom } from '../../../bench/gpu/options.ts';
import type { Measurement } from '../../../src-main/bench/report.ts';
import { tableOf, type GpuReport } from '../../../bench/gpu/table.ts';

it('the environment changes what is measured', () => {
  expect(optionsFrom({})).toMatchObject({ model: 'vit-b16', batch: 64, checkBatch: 8, seconds: 450 });
  expect(
    optionsFrom({ MGTTA_GPU_BATCH: '4', MGTTA_GPU_CHECK_BATCH: '2', MGTTA_GPU_ENGINES: 'onnx-webgpu' }),
  ).toMatchObject({ batch: 4, checkBatch: 2, engines: ['onnx-webgpu'] });
  expect(() => optionsFrom({ MGTTA_GPU_BATCH: 'many' })).toThrow(/batch/);
  expect(() => optionsFrom({ MGTTA_GPU_ENGINES: 'onnx-cpu' })).toThrow(/engines/);
});

it('the table says what is right or wrong, and why an engine was not there once', () => {
  const measured: Omit<Measurement, 'contestant' | 'difference'> = {
    ...{ model: 'vit-b16', work: 'tent', batch: 64, version: '1', device: 'x', compileSeconds: 1, peakBytes: 1 },
    ...{ secondsPerBatch: 0.02, imagesPerSecond: 3200, matmulShare: null, timeRatio: 0.5, memoryRatio: null },
    ...{ cpuSecondsPerBatch: 0.1, cpuRatio: null },
  };
  const failure = { model: 'vit-b16', batch: 8, contestant: 'onnx-cuda', reason: 'No library.' } as const;
  const report: GpuReport = {
    ...{
      date: '2026-11-29T12:00:00.000Z',
      gpus: ['NVIDIA Example, 600.1, 9 MiB'],
      options: optionsFrom({}),
      host: null,
    },
    checks: [
      { ...measured, contestant: 'onnx-cpu', difference: null },
      { ...measured, contestant: 'onnx-webgpu', difference: 2e-6 },
      { ...measured, contestant: 'tensorflow', difference: 0.1 },
    ],
    speeds: [{ ...measured, contestant: 'onnx-webgpu', difference: null }],
    failures: [
      { ...failure, work: 'forward' },
      { ...failure, work: 'tent' },
    ],
    ...{ peerMissing: null, seconds: 12, isComplete: false },
  };
  const text = tableOf(report);
  expect(text).toContain('2026-11-29, NVIDIA Example, 600.1, 9 MiB; 12 s, the time was over before the end');
  expect(text).toContain('| tent | 64 | onnx-webgpu | 2.0e-6 right |');
  expect(text).toContain('| tent | 64 | tensorflow | 1.0e-1 WRONG |');
  expect(text).toContain('| tent | 64 | onnx-webgpu | 20.0 | 3200 | 0.50 | – |');
  expect(text.match(/No library/g)).toHaveLength(1);
});

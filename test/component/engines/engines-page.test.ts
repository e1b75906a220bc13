import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { BenchResult, EngineReport } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const reports: EngineReport[] = [
  { id: 'onnx-cpu', available: true, device: 'Example CPU', version: '1.30.0', threads: 2 },
  { id: 'wasm', available: true, device: 'Example CPU' },
  { id: 'tensorflow', available: false, reason: 'TensorFlow is not installed.', hint: 'Run npm run setup:tensorflow.' },
];
const result = (engine: BenchResult['engine'], step: number | null, problem: string | null = null): BenchResult => ({
  ...{ engine, measuredAt: '2026-01-01T00:00:00Z', forwardImagesPerSecond: step && 3 * step },
  ...{ stepImagesPerSecond: step, peakMemoryBytes: step && 1e8, problem },
});

const detected = page.getByRole('region', { name: 'Detected' });
const speed = page.getByRole('region', { name: 'Speed' });

test('shows what can compute here, and why the rest can not', async () => {
  fakeLab.answer({ listEngines: () => reports });
  await openWindow('/engines');
  await expect.element(detected.getByText('ONNX Runtime, CPU')).toBeVisible();
  await expect.poll(() => detected.getByRole('img', { name: 'Available', exact: true }).elements().length).toBe(2);
  await expect.element(detected.getByText(/TensorFlow is not installed\./)).toBeVisible();
});

test('benchmarks the engines that are there, and shows how fast each of them was', async () => {
  const results = [result('onnx-cpu', 321), result('wasm', null, 'It ran out of memory.')];
  let stored: BenchResult[] = [];
  fakeLab.answer({
    listEngines: () => reports,
    listBenchmarks: () => stored,
    benchmark: () => {
      stored = results;
      return results;
    },
  });
  await openWindow('/engines');
  await speed.getByRole('button', { name: 'Benchmark' }).click();
  await expect.element(speed.getByRole('img', { name: /^ONNX Runtime, CPU, MGTTA step: 321 images/ })).toBeVisible();
  await expect.element(speed.getByText('It ran out of memory.')).toBeVisible();
  await expect.element(speed.getByRole('button', { name: 'Benchmark again' })).toBeEnabled();
  expect(fakeLab.inputs('benchmark')).toEqual([{ engines: ['onnx-cpu', 'wasm'] }]);
});

test('says why a benchmark did not come about', async () => {
  fakeLab.answer({
    listEngines: () => reports,
    benchmark: () => {
      throw new LabError('bad-input', 'A benchmark is under way.', 'Wait until it is done.');
    },
  });
  await openWindow('/engines');
  await speed.getByRole('button', { name: 'Benchmark' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('A benchmark is under way. Wait until it is done.');
});

import { beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { raceReason, type AutoEngine, type RaceEntry } from '../../../src-shared/engines.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { seriousViolations } from '../support/axe.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const entry = (engine: RaceEntry['engine'], step: number | null): RaceEntry => ({
  ...{ engine, device: null, forwardSecondsPerImage: step && step / 3, stepSecondsPerImage: step },
  problem: step === null ? 'The driver crashed.' : null,
});
const entries = [entry('onnx-cpu', 0.36), entry('onnx-cuda', 0.0042), entry('onnx-webgpu', null)];
const auto: AutoEngine = {
  candidates: ['onnx-cuda', 'onnx-webgpu', 'onnx-cpu'],
  races: [
    {
      ...{ family: 'ViT-B/16, 224 px', batchSize: 8, threads: 0, measuredAt: '2026-01-01T00:00:00Z' },
      ...{ chosen: 'onnx-cuda', reason: raceReason(entries), entries },
    },
  ],
  gaps: [],
};
const gap = {
  text: 'NVIDIA Example is not used by CUDA.',
  hint: 'The lab can fetch it (1.9 GB).',
  setup: 'cuda',
} as const;
const half = { setup: 'cuda', text: 'Fetching nvidia-cublas-cu12', doneBytes: 2 ** 30, totalBytes: 2 ** 31 } as const;

const measured = page.getByRole('region', { name: 'Automatic' });
const row = (name: string) => measured.getByRole('row', { name });

beforeEach(() => fakeLab.emit('engineSetup', null));

test('shows what auto means, and what each engine took per image', async () => {
  fakeLab.answer({ autoEngine: () => auto });
  await openWindow('/engines');
  await expect
    .element(
      measured.getByText(/^Runs get the fastest of: ONNX Runtime, CUDA; ONNX Runtime, WebGPU; ONNX Runtime, CPU\./),
    )
    .toBeVisible();
  await expect.element(row('ONNX Runtime, CUDA Taken')).toHaveTextContent(/4\.20\s*1\.40$/);
  await expect.element(row('ONNX Runtime, CPU')).toHaveTextContent(/360\s*120$/);
  await expect.element(row('ONNX Runtime, WebGPU')).toHaveTextContent(/The driver crashed\.$/);
  expect(await seriousViolations()).toEqual([]);
});

test('measures again', async () => {
  fakeLab.answer({
    autoEngine: () => ({ ...auto, races: [] }),
    measureEngines: () => auto,
  });
  await openWindow('/engines');
  await measured.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect.element(row('ONNX Runtime, CUDA Taken')).toBeVisible();
  await expect.element(measured.getByRole('button', { name: 'Measure again' })).toBeEnabled();
});

test('has nothing to measure on a CPU alone', async () => {
  await openWindow('/engines');
  await expect.element(measured.getByText(/^Runs get ONNX Runtime, CPU: no GPU/)).toBeVisible();
  expect(measured.getByRole('button').elements()).toEqual([]);
});

test.each(['/engines', '/'])('says on %s that a GPU is not used, and sets up what it lacks', async (route) => {
  let end: () => void = () => undefined;
  fakeLab.answer({
    autoEngine: () => ({ ...auto, gaps: [gap] }),
    setUpEngine: () => new Promise((resolve) => (end = () => resolve(null))),
    stopEngineSetup: () => null,
  });
  await openWindow(route);
  const note = page.getByRole('note').filter({ hasText: gap.text });
  await expect.element(note).toHaveTextContent(gap.hint);
  await note.getByRole('button', { name: 'Set up CUDA' }).click();
  expect(fakeLab.inputs('setUpEngine')).toEqual([{ setup: 'cuda' }]);
  fakeLab.emit('engineSetup', half);
  await expect.element(note.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50');
  await expect.element(note.getByText(/1\.0.GiB of 2\.0.GiB/)).toBeVisible();
  await note.getByRole('button', { name: 'Cancel' }).click();
  expect(fakeLab.inputs('stopEngineSetup')).toHaveLength(1);
  end();
  fakeLab.emit('engineSetup', null);
  await expect.element(note.getByRole('button', { name: 'Set up CUDA' })).toBeEnabled();
  await expect.element(page.getByText('CUDA is set up and works.')).toBeVisible();
});

test('says why a set-up failed', async () => {
  fakeLab.answer({
    autoEngine: () => ({ ...auto, gaps: [gap] }),
    setUpEngine: () => {
      throw new LabError('bad-input', 'What came is another archive.', 'Nothing of it was kept.');
    },
  });
  await openWindow('/engines');
  await page.getByRole('button', { name: 'Set up CUDA' }).click();
  await expect.element(page.getByText('What came is another archive. Nothing of it was kept.')).toBeVisible();
});

test('shows a set-up that was under way before the window opened', async () => {
  fakeLab.answer({ autoEngine: () => ({ ...auto, gaps: [gap] }), engineSetup: () => half });
  await openWindow('/engines');
  fakeLab.refresh();
  await expect.element(page.getByRole('progressbar', { name: /cublas/ })).toBeVisible();
});

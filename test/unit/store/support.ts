import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src-shared/run-config.ts';
import type { Provenance } from '../../../src-shared/provenance.ts';
import type { BatchRecord } from '../../../src-shared/records.ts';
import type { NewRun, NewShift } from '../../../src-main/store/store.ts';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const temporaryFile = () => path.join(temporaryFolder(), 'lab.sqlite');

export const provenance: Provenance = {
  engine: 'onnx-cpu',
  device: 'Example CPU, 2 cores',
  engineVersion: '1.30.0',
  threads: 2,
  labVersion: '0.1.0',
  gitCommit: null,
  nodeVersion: '22.23.3',
  os: 'linux 6.1.0 x64',
  host: 'box',
  modelHash: 'aa'.repeat(32),
  mggHash: null,
  datasetFingerprint: 'bb'.repeat(32),
  preprocessing: '32×32, mean 0.5, std 0.5',
};

export function newRun(config: Partial<RunConfigInput> = {}, rest: Partial<NewRun> = {}): NewRun {
  const method = config.method ?? 'tent';
  const shifts = [{ corruption: 'fog', severity: 5 }];
  return {
    kind: 'adapt',
    method,
    name: method.toUpperCase(),
    config: runConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'quickstart', method, shifts, ...config }),
    ...rest,
  } as NewRun;
}

export const newShift = (position = 0, corruption = 'fog'): NewShift => ({
  position,
  corruption,
  severity: 5,
  imageCount: 640,
  batchCount: 10,
  fingerprint: 'cc'.repeat(32),
});

export const batch = (
  index: number,
  diagnostics: BatchRecord['diagnostics'] = { loss: 1 / (index + 3) },
): BatchRecord => ({
  index,
  size: 64,
  correct1: 30 + (index % 7),
  correct5: 60,
  adapted: index % 2 === 0,
  computeSeconds: 0.1 + index / 7,
  loadSeconds: 0.01,
  diagnostics,
});

export const batches = (first: number, end: number): BatchRecord[] =>
  Array.from({ length: end - first }, (_, offset) => batch(first + offset));

export const shiftSummary = {
  top1: 0.5,
  top5: 0.9,
  ece: 0.1,
  images: 640,
  computeSeconds: 3,
  loadSeconds: 1,
  skipped: 0,
  adaptedBatches: 10,
};

export const adaptSummary = {
  averageTop1: 0.5,
  averageTop5: 0.9,
  averageEce: 0.1,
  images: 640,
  skipped: 0,
  computeSeconds: 3,
  loadSeconds: 1,
  totalSeconds: 5,
  imagesPerSecond: 640 / 3,
  peakMemoryBytes: 5e8,
};

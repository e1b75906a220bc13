import type { Provenance } from '../../../src-shared/provenance.ts';
import type { AdaptSummary, BatchRecord } from '../../../src-shared/records.ts';

export const provenance: Provenance = {
  engine: 'onnx-cpu',
  device: 'Example "quoted", 2 cores',
  engineVersion: '1.30.0',
  threads: 2,
  labVersion: '0.1.0',
  gitCommit: null,
  nodeVersion: '22.23.3',
  os: 'linux 6.1.0 x64',
  host: 'box',
  modelHash: 'aa',
  mggHash: 'dd',
  datasetFingerprint: 'bb',
  preprocessing: '32×32, mean 0.5, std 0.5',
};

export const summary: AdaptSummary = {
  averageTop1: 0.1 + 0.2,
  averageTop5: 0.9,
  averageEce: 1 / 7,
  images: 128,
  skipped: 1,
  computeSeconds: 3,
  loadSeconds: 1,
  totalSeconds: 5,
  imagesPerSecond: 128 / 3,
  peakMemoryBytes: 5e8,
  gpuMemoryBytes: 6e8,
};

export const batch = (index: number, diagnostics: BatchRecord['diagnostics']): BatchRecord => ({
  index,
  size: 32,
  correct1: 8 * (index + 1),
  correct5: 32,
  adapted: index === 0,
  computeSeconds: 1 / 3,
  loadSeconds: 0.25,
  diagnostics,
});

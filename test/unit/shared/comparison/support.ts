import type { ComparedRun } from '../../../../src-shared/comparison/compared-run.ts';
import type { Provenance } from '../../../../src-shared/provenance.ts';
import type { AdaptRun, ShiftRecord } from '../../../../src-shared/records.ts';
import { runConfigSchema, type RunConfigInput } from '../../../../src-shared/run-config.ts';

export const provenance: Provenance = {
  engine: 'onnx-cpu',
  device: 'Example CPU',
  engineVersion: '1',
  threads: 2,
  labVersion: '0.1.0',
  gitCommit: null,
  nodeVersion: 'v22',
  os: 'linux',
  host: 'box',
  modelHash: 'a'.repeat(64),
  arithmetic: '3 heads',
  arithmeticSources: '3 heads (from its metadata)',
  mggHash: null,
  datasetFingerprint: 'b'.repeat(64),
  preprocessing: '32×32',
};

let count = 0;

/** A finished run; `top1` by corruption, all of severity 5. */
export function doneRun(
  name: string,
  top1: Readonly<Record<string, number | null>>,
  config: Partial<RunConfigInput> = {},
  changes: Partial<Provenance> = {},
  fingerprint = 'c',
): ComparedRun {
  const values = Object.values(top1).filter((value) => value !== null);
  const shifts = Object.entries(top1).map(([corruption, value], position): ShiftRecord => ({
    ...{ position, corruption, severity: 5, imageCount: 100, batchCount: 2, fingerprint, status: 'done' },
    summary: {
      ...{ top1: value, top5: value && (1 + value) / 2, ece: value && (1 - value) / 10 },
      ...{ images: value === null ? 0 : 100, computeSeconds: 1, loadSeconds: 0, skipped: 0, adaptedBatches: 2 },
    },
  }));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const run: AdaptRun = {
    ...{
      id: `run${count++}`,
      kind: 'adapt',
      group: null,
      name,
      status: 'done',
      identity: 'v1-h',
      inputs: {},
      attempts: 1,
    },
    ...{ createdAt: '2026-01-01T00:00:00Z', startedAt: null, finishedAt: null, error: null, tags: [], notes: '' },
    method: config.method ?? 'tent',
    provenance: { ...provenance, ...changes },
    config: runConfigSchema.parse({
      ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent' },
      shifts: Object.keys(top1).map((corruption) => ({ corruption, severity: 5 })),
      ...config,
    }),
    summary: {
      ...{ averageTop1: mean, averageTop5: (1 + mean) / 2, averageEce: (1 - mean) / 10, images: 100, skipped: 0 },
      ...{ computeSeconds: 1, loadSeconds: 0, totalSeconds: 2, imagesPerSecond: 100, peakMemoryBytes: 1 },
    },
  };
  return { run, shifts };
}

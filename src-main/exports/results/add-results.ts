import type { Statement } from '../../../src-shared/api/results.ts';
import type { RunLabels } from '../../../src-shared/api/runs.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { unknownText, type Results, type ResultStream } from '../../../src-shared/external-run.ts';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import type { AdaptRun, AdaptSummary, BatchRecord, ShiftRecord } from '../../../src-shared/records.ts';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { figuresOverStreams } from '../../../src-shared/run-figures.ts';
import { makeId } from '../../store/run-id.ts';
import type { MeasuredShift, Store } from '../../store/store.ts';

/** Nothing is known of how long it took, where, and with how much memory. */
const unmeasured = { computeSeconds: 0, loadSeconds: 0, skipped: 0 };

const toFraction = (percent: number | null): number | null => (percent === null ? null : percent / 100);

function batchRecord(batch: ResultStream['batches'][number], index: number): BatchRecord {
  const right = (percent: number): number => Math.round((batch.images * percent) / 100);
  return {
    ...{ index, size: batch.images, adapted: true, computeSeconds: 0, loadSeconds: 0, diagnostics: {} },
    correct1: right(batch.top1),
    correct5: right(batch.top5 ?? batch.top1),
  };
}

function measuredShift(runId: string, stream: ResultStream, position: number): MeasuredShift {
  const { corruption, severity, batches } = stream;
  const images = stream.images ?? 0;
  const shift: ShiftRecord = {
    ...{ position, corruption, severity, imageCount: images, batchCount: batches.length, status: 'done' },
    // These images are unknown: they match those of no other run.
    fingerprint: `external-${runId}`,
    summary: {
      ...unmeasured,
      ...{ images, adaptedBatches: 0 },
      ...{ top1: toFraction(stream.top1), top5: toFraction(stream.top5), ece: toFraction(stream.ece) },
    },
  };
  return { shift, batches: batches.map(batchRecord) };
}

function summaryOf(shifts: readonly MeasuredShift[]): AdaptSummary {
  const figures = figuresOverStreams(shifts.map(({ shift }) => shift.summary!));
  const hasAll = (name: 'top5' | 'ece'): boolean => shifts.every(({ shift }) => shift.summary![name] !== null);
  return {
    ...figures,
    ...unmeasured,
    ...{ totalSeconds: 0, peakMemoryBytes: 0, imagesPerSecond: null },
    averageTop5: hasAll('top5') ? figures.averageTop5 : null,
    averageEce: hasAll('ece') ? figures.averageEce : null,
  };
}

/** The shifts that streams consist of; of a mixed one they are taken to be the 15 of ImageNet-C. */
function sequenceOf(streams: readonly ResultStream[]): Pick<RunConfig, 'shifts' | 'order'> {
  const mixed = streams.find(({ corruption }) => corruption === 'mixed');
  if (!mixed) {
    return { order: 'separate', shifts: streams.map(({ corruption, severity }) => ({ corruption, severity })) };
  }
  if (streams.length === 1) {
    return {
      order: 'mixed',
      shifts: corruptionNames.map((corruption) => ({ corruption, severity: mixed.severity })),
    };
  }
  throw new LabError(
    'bad-input',
    'The results have a mixed stream beside single corruptions, which no run has.',
    'Give a file for each run.',
  );
}

/** The keys of the settings that are stated, and a configuration in which all others mean nothing. */
function configured(
  { settings, dataset }: Statement,
  streams: readonly ResultStream[],
): { readonly config: RunConfig; readonly stated: string[] } {
  const { method, model = unknownText } = settings;
  if (method === undefined) {
    throw new LabError('bad-input', 'The method of these results is not known.', 'Name the method.');
  }
  const sequence = sequenceOf(streams);
  const folder = { path: unknownText, ...dataset, kind: 'folder' as const };
  const config = runConfigSchema.parse({
    ...settings,
    ...sequence,
    ...{ method, model, dataset: dataset?.kind === 'quickstart' ? dataset : folder },
  });
  const ofDataset = Object.keys(dataset ?? {}).map((key) => (key === 'kind' ? 'dataset' : `dataset.${key}`));
  const known = sequence.order === 'mixed' ? 'order' : 'shifts';
  return { config, stated: [...new Set([...Object.keys(settings), ...ofDataset, known])].sort() };
}

/**
 * Stores results from elsewhere as a run that is done and marked as external.
 * @param file name of the file that they were read from
 * @returns the id of the run
 * @throws LabError `bad-input`, `no-space`, `store`; nothing is stored then
 */
export function addResults(
  store: Pick<Store, 'addContents'>,
  { streams, format }: Results,
  file: string,
  { statement, labels }: { readonly statement: Statement; readonly labels: RunLabels },
): string {
  const { config, stated } = configured(statement, streams);
  const [id, now] = [makeId(), new Date().toISOString()];
  const shifts = streams.map((stream, position) => measuredShift(id, stream, position));
  const run: AdaptRun = {
    ...{ id, kind: 'adapt', status: 'done', method: config.method, name: labels.name ?? config.method, config },
    ...{ identity: `external-${id}`, inputs: {}, provenance: null, attempts: 0, error: null },
    ...{ createdAt: now, startedAt: null, finishedAt: now },
    ...{ group: labels.group ?? null, tags: [...(labels.tags ?? [])], notes: labels.notes ?? '' },
    summary: summaryOf(shifts),
    external: { file, format, stated },
  };
  const empty = { attempts: [], gradients: [], epochs: [], steps: [], skipped: [], log: [] };
  store.addContents({ run, shifts, ...empty, checkpoint: undefined });
  return id;
}

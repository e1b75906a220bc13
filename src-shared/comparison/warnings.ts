import type { AdaptRun } from '../records.ts';
import { shiftsText } from '../protocol.ts';
import { datasetText } from './protocol.ts';
import type { ComparisonRow } from './rows.ts';

/** Why accuracies of runs do not belong side by side; the code says which setting is to blame. */
export interface ComparisonWarning {
  readonly code: string;
  readonly message: string;
}

interface Rule {
  readonly code: string;
  readonly message: string;
  /** What must be the same in all runs; null where it is not known yet. */
  readonly read: (run: AdaptRun) => string | null;
}

const json = (value: unknown): string => JSON.stringify(value);

const rules: readonly Rule[] = [
  {
    code: 'dataset',
    message: 'They were tested on different datasets.',
    read: ({ config }) => datasetText(config.dataset),
  },
  {
    code: 'shifts',
    message: 'They were tested under different corruptions or severities.',
    read: ({ config }) => shiftsText(config.shifts),
  },
  { code: 'images', message: 'They saw different numbers of images.', read: ({ config }) => json(config.images) },
  {
    code: 'order',
    message: 'Some saw one stream per corruption, others all corruptions mixed.',
    read: ({ config }) => config.order,
  },
  {
    code: 'policy',
    message: 'Some were reset between streams, others carried over what they had learned.',
    read: ({ config }) => config.policy,
  },
  { code: 'batchSize', message: 'They ran with different batch sizes.', read: ({ config }) => json(config.batchSize) },
  {
    code: 'classMask',
    message: 'They chose among different classes.',
    read: ({ config }) => json(config.classMask),
  },
  {
    code: 'modelHash',
    message: 'They started from different source models.',
    read: ({ provenance }) => provenance?.modelHash ?? null,
  },
  {
    code: 'preprocessing',
    message: 'Their images were prepared differently.',
    read: ({ provenance }) => provenance?.preprocessing ?? null,
  },
];

/** Rules whose difference explains that the streams were others. */
const aboutImages = new Set(['dataset', 'shifts', 'images', 'order', 'batchSize', 'preprocessing']);

const differs = (values: readonly (string | null)[]): boolean =>
  new Set(values.filter((value) => value !== null)).size > 1;

const seedsOf = ({ runs }: ComparisonRow): string => json(runs.map(({ run }) => run.config.seed).sort((a, b) => a - b));

/** Streams that differ although no setting does: files were added or changed. */
function imagesChanged(runs: readonly AdaptRun[]): boolean {
  const sameSeed = Map.groupBy(runs, ({ config }) => config.seed).values();
  return [...sameSeed].some((group) => differs(group.map(({ provenance }) => provenance?.datasetFingerprint ?? null)));
}

/** What makes the accuracies of these rows incomparable, the gravest first; nothing for a single run. */
export function comparisonWarnings(rows: readonly ComparisonRow[]): ComparisonWarning[] {
  const runs = rows.flatMap((row) => row.runs.map(({ run }) => run));
  const broken = rules.filter(({ read }) => differs(runs.map(read)));
  const warnings = broken.map(({ code, message }) => ({ code, message }));
  if (new Set(rows.map(seedsOf)).size > 1) {
    warnings.push({
      code: 'seed',
      message: 'They ran with different seeds, so they saw other images or another order.',
    });
  }
  if (!broken.some(({ code }) => aboutImages.has(code)) && imagesChanged(runs)) {
    warnings.push({ code: 'datasetFingerprint', message: 'The images of the dataset changed between the runs.' });
  }
  return warnings;
}

import type { RunProgress } from '../../../src-shared/api/runs.ts';
import type { RunColumns } from '../../../src-shared/curves/columns.ts';
import { plannedStreams } from '../../../src-shared/runs/streams.ts';
import type { AdaptRun, RunRecord } from '../../../src-shared/records.ts';
import { formatBytes } from '../../format.ts';
import { t } from '../../texts/index.ts';

/** Images of all streams; null until the size of a stream is known: they are all the same but for the mixed one. */
export function totalImagesOf(
  { config, summary, external }: Pick<AdaptRun, 'config' | 'summary' | 'external'>,
  curve: RunColumns | undefined,
): number | null {
  if (summary) return external && summary.images === 0 ? null : summary.images;
  const [first] = curve?.shifts ?? [];
  if (!first) return null;
  return first.imageCount * plannedStreams(config).length;
}

/**
 * Fraction done; undefined while it is not known.
 * @param images predicted so far, and @param totalImages of all streams
 */
export function fractionDone(
  { status }: Pick<AdaptRun, 'status'>,
  progress: RunProgress | undefined,
  images: number,
  totalImages: number | null,
): number | undefined {
  if (status === 'done') return 1;
  if (progress && progress.total > 0) return progress.done / progress.total;
  return totalImages === null ? undefined : images / totalImages;
}

/** How much memory a finished run took at most. */
export function memoryNote({ peakMemoryBytes, gpuMemoryBytes }: NonNullable<RunRecord['summary']>): string {
  const gpu = gpuMemoryBytes === undefined ? undefined : formatBytes(gpuMemoryBytes);
  return t.run.tiles.memory(formatBytes(peakMemoryBytes), gpu);
}

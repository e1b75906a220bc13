import type { LabelPreview } from '../../src-shared/api/runs.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { plannedStreams } from '../../src-shared/runs/streams.ts';
import { drawnFrom } from '../data/image-dataset.ts';
import { openImages } from '../data/datasets.ts';
import { readOrder, resolveOrder } from '../data/order-file.ts';
import { planSamples, withOutliers } from '../data/samples.ts';

/** Labels that are shown at most. */
const mostShown = 400;

/**
 * The classes of a run's first stream in their order, thinned out evenly where there are many images.
 * @throws LabError what is wrong with the dataset or the order file
 */
export async function previewLabels(config: RunConfig): Promise<LabelPreview> {
  const { orderFile } = config;
  const collection = await openImages(config.dataset, { identified: false });
  const listed = orderFile === null ? {} : { listed: resolveOrder(orderFile, await readOrder(orderFile), collection) };
  const [first] = plannedStreams(config);
  const own = planSamples(collection.count, {
    ...config,
    ...listed,
    shifts: first?.shifts ?? [],
    ...drawnFrom(collection),
  });
  const { oodFolder, oodRate: rate, seed } = config;
  const others =
    oodFolder === null ? 0 : (await openImages({ kind: 'folder', path: oodFolder }, { identified: false })).count;
  const samples = withOutliers(own, others, { rate, seed });
  const shown = Math.min(mostShown, samples.length);
  const labels = Array.from({ length: shown }, (_, column) => {
    const place = Math.floor(((column + 0.5) * samples.length) / shown);
    const { index, outlier } = samples[place]!;
    return outlier ? -1 : collection.labelOf(index);
  });
  return { labels, classes: collection.classNames.length, images: samples.length };
}

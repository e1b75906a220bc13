import type { LabelPreview } from '../../src-shared/api/runs.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { plannedStreams } from '../../src-shared/runs/streams.ts';
import { drawnFrom } from '../data/image-dataset.ts';
import { openImages } from '../data/datasets.ts';
import { readOrder, resolveOrder } from '../data/order-file.ts';
import { planSamples } from '../data/samples.ts';

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
  const samples = planSamples(collection.count, {
    ...config,
    ...listed,
    shifts: first?.shifts ?? [],
    ...drawnFrom(collection),
  });
  const shown = Math.min(mostShown, samples.length);
  const labels = Array.from({ length: shown }, (_, column) => {
    const place = Math.floor(((column + 0.5) * samples.length) / shown);
    return collection.labelOf(samples[place]!.index);
  });
  return { labels, classes: collection.classNames.length, images: samples.length };
}

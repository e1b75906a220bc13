import type { DatasetRecord } from '../../../src-shared/api/data.ts';
import { splitSizes } from '../../../src-shared/quickstart-splits.ts';
import type { DatasetConfig } from '../../../src-shared/run-config.ts';
import type { OptionValues } from '../forms/option-values.ts';

/** Stands for a dataset that a configuration names and that is not registered here. */
export const unknownDataset = 'unregistered';

function placeOf(config: DatasetConfig): string {
  return config.kind === 'folder' ? config.path : 'quickstart';
}

/** Id of the registered dataset that a configuration means; undefined if there is none. */
export function datasetId(records: readonly DatasetRecord[], config: DatasetConfig): string | undefined {
  const same = records.filter((record) => placeOf(record.config) === placeOf(config));
  const exact = same.find((record) => JSON.stringify(record.config) === JSON.stringify(config));
  return (exact ?? same[0])?.id;
}

/** Images of a dataset as it is configured: the record of the embedded one counts those of its test split. */
export function imagesOf({ images }: Pick<DatasetRecord, 'images'>, config: DatasetConfig): number {
  return config.kind === 'quickstart' ? splitSizes[config.split] : images;
}

/** Settings that ask for no more images than there are: all of them where more were asked for. */
export function withinDataset(settings: OptionValues, available: number): OptionValues {
  const { images, ...others } = settings;
  return typeof images === 'number' && images > available ? others : settings;
}

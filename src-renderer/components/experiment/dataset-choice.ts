import type { DatasetRecord } from '../../../src-shared/api/data.ts';
import { splitSizes } from '../../../src-shared/quickstart-splits.ts';
import type { DatasetConfig, Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
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

/** The registered dataset that a configuration means; undefined if there is none. */
export const recordOf = (records: readonly DatasetRecord[], config: DatasetConfig): DatasetRecord | undefined =>
  records.find(({ id }) => id === datasetId(records, config));

/** Images of a dataset as it is configured: the record of the embedded one counts those of its test split. */
export function imagesOf({ images }: Pick<DatasetRecord, 'images'>, config: DatasetConfig): number {
  return config.kind === 'quickstart' ? splitSizes[config.split] : images;
}

/** Images that a dataset has under a shift. */
export function imagesUnder(
  record: Pick<DatasetRecord, 'images' | 'perShift'>,
  config: DatasetConfig,
  shift: Shift,
): number {
  return record.perShift[shiftName(shift)] ?? imagesOf(record, config);
}

/** Images that each of its shifts has at least. */
export function fewestImages(record: Pick<DatasetRecord, 'images' | 'perShift'>, config: DatasetConfig): number {
  return Math.min(imagesOf(record, config), ...Object.values(record.perShift));
}

/** Whether clean images come from the folder of this shift, in the dataset itself. */
export function isSource(config: DatasetConfig, shift: Shift): boolean {
  if (config.kind !== 'folder' || config.source === undefined) return false;
  return config.source.replaceAll('\\', '/') === `${config.path}/${shiftName(shift)}`.replaceAll('\\', '/');
}

/** Settings that ask for no more images than there are: all of them where more were asked for. */
export function withinDataset(settings: OptionValues, available: number): OptionValues {
  const { images, ...others } = settings;
  return typeof images === 'number' && images > available ? others : settings;
}

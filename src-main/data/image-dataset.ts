import { LabError } from '../../src-shared/errors.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { streamName } from '../../src-shared/runs/streams.ts';
import type { Dataset, SourceImageOptions, StreamOptions } from './dataset.ts';
import { requireStored } from './folder/corrupted.ts';
import { readOrder, resolveOrder } from './order-file.ts';
import { identifyOwn, noOwnCorruptions, type OwnCorruptions } from './corruptions/own/own-corruptions.ts';
import { mixedImages } from './prepare/mixed-images.ts';
import {
  fingerprintSamples,
  planSamples,
  withOutliers,
  type Sample,
  type ImageRange,
  type PlanOptions,
} from './samples.ts';
import type { ImageOrigin } from './prepare/origin.ts';
import { PreparedSource } from './prepare/source.ts';
import { PreparedStream } from './prepared-stream.ts';
import { checkShift, cleanShift } from './shifts.ts';
import type { ImageStream } from './stream.ts';

/** Labelled images that can be read by index. */
export interface Collection {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly count: number;
  /** Names images and labels, hex. */
  readonly fingerprint: string;
  /** Like `fingerprint`, but also names the folder, and changes when a file was written to. */
  readonly content: string;
  readonly origin: ImageOrigin;
  readonly labelOf: (index: number) => number;
  /** Names an image within the dataset: its path or its place in the original file. */
  readonly idOf: (index: number) => string;
  /** Names of its classes in words, where it gives them. */
  readonly classTitles?: readonly string[];
  /** Where each shift has images of its own: which they are. @throws LabError `bad-input` for a shift that isn't there */
  readonly rangeOf?: (shift: Shift) => ImageRange;
  /** Notes on the images for the user, a sentence each. */
  readonly notices?: readonly string[];
  /** Side in pixels where images have one size only. */
  readonly fixedSize: number | null;
  /** The shifts that corrupted images are stored of; the lab corrupts clean ones where there is none. */
  readonly storedShifts?: readonly Shift[];
  /** Where corrupted images are stored rather than made: names those of a shift. @throws LabError `bad-input` without any */
  readonly identifyShift?: (shift: Shift) => Promise<string>;
}

export interface ImageDatasetOptions {
  readonly images: Collection;
  /** Opens the clean images for source statistics; null where there are none. */
  readonly source: (() => Promise<Collection>) | null;
  /** Opens clean images with labels of the same classes; null where these are the images themselves. */
  readonly clean: (() => Promise<Collection>) | null;
  /** Opens images of no known class that may be mixed into streams. */
  readonly outliers?: (() => Promise<Collection>) | undefined;
  readonly cacheFolder: string | null;
  readonly threads?: number;
  /** User-defined corruptions that its streams may be under. */
  readonly own?: OwnCorruptions | undefined;
}

/** Label of an image of no known class. */
const unknownClass = -1;

interface OpenCollection {
  readonly collection: Collection;
  readonly prepared: PreparedSource;
  readonly own: OwnCorruptions;
}

const framings: Readonly<Record<ImageOrigin['kind'], Dataset['framing']>> = {
  painted: 'whole',
  files: 'photo',
  'corrupted-files': 'cropped',
  'domain-files': 'photo',
  arrays: 'cropped',
  'corrupted-arrays': 'cropped',
};

/** A dataset whose images are read, corrupted and kept by a `PreparedSource`. */
export class ImageDataset implements Dataset {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly imageCount: number;
  readonly framing: Dataset['framing'];
  readonly fingerprint: string;
  private readonly options: ImageDatasetOptions;
  private readonly images: OpenCollection;
  private source: Promise<OpenCollection> | null = null;
  private clean: Promise<OpenCollection> | null = null;
  private outliers: Promise<OpenCollection> | null = null;

  constructor(options: ImageDatasetOptions) {
    const { images } = options;
    this.options = options;
    this.name = images.name;
    this.classNames = images.classNames;
    this.imageCount = images.count;
    this.framing = framings[images.origin.kind];
    this.fingerprint = images.fingerprint;
    this.images = this.open(images);
  }

  requireShifts(shifts: readonly Shift[]): void {
    requireShifts(this.options.images, shifts, this.options.own);
  }

  async stream(options: StreamOptions): Promise<ImageStream> {
    const name = streamName(options.shifts);
    const { outliers } = this.options;
    if (!outliers || (options.oodFolder ?? null) === null) return openStream(this.images, options, name);
    this.outliers ??= outliers().then((collection) => this.open(collection));
    return openStream(this.images, options, name, await this.outliers);
  }

  async sourceImages(options: SourceImageOptions): Promise<ImageStream> {
    const { count: images, ...rest } = options;
    const source = await this.openSource();
    return openStream(source, { ...rest, images, shifts: [cleanShift] }, 'source');
  }

  async cleanImages({ count: images, ...rest }: SourceImageOptions): Promise<ImageStream> {
    const { clean } = this.options;
    if (clean) this.clean ??= clean().then((collection) => this.open(collection));
    const opened = await (this.clean ?? this.images);
    requireSameClasses(opened.collection, this);
    return openStream(opened, { ...rest, images, shifts: [cleanShift] }, 'clean');
  }

  async close(): Promise<void> {
    await this.images.prepared.close();
    for (const opening of [this.source, this.clean, this.outliers]) {
      // Images that couldn't be opened have nothing to close.
      const opened = await opening?.catch(() => null);
      await opened?.prepared.close();
    }
  }

  private open(collection: Collection): OpenCollection {
    const { cacheFolder, threads, own = noOwnCorruptions } = this.options;
    const { origin, content } = collection;
    const prepared = new PreparedSource({ origin, content, cacheFolder, own, ...(threads && { threads }) });
    return { collection, prepared, own };
  }

  private openSource(): Promise<OpenCollection> {
    const { source } = this.options;
    if (source === null) {
      const message = `${this.name} has no clean images for source statistics beside it.`;
      throw new LabError('bad-option', message, 'Give a folder of clean images that are not tested on.');
    }
    this.source ??= source().then((collection) => this.open(collection));
    return this.source;
  }
}

async function openStream(
  opened: OpenCollection,
  options: StreamOptions,
  name: string,
  others?: OpenCollection,
): Promise<ImageStream> {
  const { collection, prepared, own: madeByOwn } = opened;
  requireShifts(collection, options.shifts, madeByOwn);
  checkBatchSize(options.batchSize);
  checkSize(collection, options.imageSize);
  if (others) checkSize(others.collection, options.imageSize);
  const stored = await identifyShifts(collection, options.shifts, madeByOwn);
  const { orderFile = null, oodRate: rate = 0, seed } = options;
  const listed = orderFile === null ? {} : { listed: resolveOrder(orderFile, await readOrder(orderFile), collection) };
  const own = planSamples(collection.count, { ...options, ...listed, ...drawnFrom(collection) });
  const samples = others ? withOutliers(own, others.collection.count, { rate, seed }) : own;
  const of = ({ outlier }: Sample): Collection => (outlier && others ? others.collection : collection);
  const labelOf = ({ index, outlier }: Sample): number => (outlier ? unknownClass : collection.labelOf(index));
  const images = await prepared.openStream(own, options.imageSize);
  return new PreparedStream({
    name,
    fingerprint: fingerprintSamples(
      [collection.fingerprint, ...stored, ...(others ? [others.collection.fingerprint] : [])].join(' '),
      samples,
      (sample) => ({ id: of(sample).idOf(sample.index), label: labelOf(sample) }),
    ),
    samples,
    batchSize: options.batchSize,
    preprocessing: options,
    images: others ? await mixedImages(images, others.prepared, samples, options.imageSize, madeByOwn) : images,
    labelOf,
    pathOf: (sample) => of(sample).idOf(sample.index),
    notices: [...(collection.notices ?? []), ...(others?.collection.notices ?? [])],
  });
}

/** Labels and ranges that a stream of a dataset is drawn from. */
export const drawnFrom = ({ labelOf, rangeOf }: Collection): Pick<PlanOptions, 'labelOf' | 'rangeOf'> => ({
  labelOf,
  ...(rangeOf && { rangeOf }),
});

/** @throws LabError `bad-input` naming shifts that are not stored, `bad-option` for those that the lab can't make */
export function requireShifts(
  { name, storedShifts }: Collection,
  shifts: readonly Shift[],
  { sources }: OwnCorruptions = noOwnCorruptions,
): void {
  const own = sources.map(({ id }) => ({ id }));
  if (storedShifts) requireStored(name, storedShifts, shifts);
  else for (const shift of shifts) checkShift(shift, own);
}

/** Source of shifted images in their fingerprint: where they are stored, or the user-defined corruptions. */
async function identifyShifts(
  { identifyShift }: Collection,
  shifts: readonly Shift[],
  own: OwnCorruptions,
): Promise<string[]> {
  if (!identifyShift) return shifts.flatMap(({ corruption }) => identifyOwn(own, corruption) ?? []);
  const names: string[] = [];
  for (const shift of shifts) names.push(await identifyShift(shift));
  return names;
}

/** @throws LabError `bad-input`: labels would mean other classes */
function requireSameClasses({ name, classNames }: Collection, own: Pick<Dataset, 'name' | 'classNames'>): void {
  if (classNames.join('\n') === own.classNames.join('\n')) return;
  throw new LabError(
    'bad-input',
    `The clean images in ${name} are of other classes than ${own.name}.`,
    'Give a source folder with the same class folders, or measure nothing on clean images.',
  );
}

function checkBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize > 0) return;
  throw new LabError('bad-option', `The batch size must be a positive whole number, not ${batchSize}.`);
}

/** @throws LabError `bad-option` when the images come in another size only. */
export function checkSize({ name, fixedSize }: Collection, imageSize: number): void {
  if (fixedSize === null || fixedSize === imageSize) return;
  const message = `The images of ${name} have ${fixedSize}×${fixedSize} pixels; the model wants ${imageSize}×${imageSize}.`;
  throw new LabError('bad-option', message, 'Choose a model made for this size.');
}

import { LabError } from '../../src-shared/errors.ts';
import type { DatasetConfig, Shift } from '../../src-shared/run-config.ts';
import { openImages } from './datasets.ts';
import { checkSize, requireShifts, type Collection } from './image-dataset.ts';
import type { RgbImage } from './image.ts';
import { encodePng } from './png.ts';
import { planSamples } from './samples.ts';
import { PreparationPool } from './prepare/pool.ts';
import type { Prepared } from './prepare/recipe.ts';
import { cleanShift } from './shifts.ts';

/** Side of pictures of a dataset whose images have no size of their own: that of the paper's model. */
const usualSize = 224;

/** A PNG file, or why the image can't be read. */
export type Shown = { readonly png: Buffer } | { readonly reason: string };

export interface ShownSample {
  /** Position in the dataset. */
  readonly index: number;
  readonly className: string;
  /** Name of the class in words, where the dataset gives it. */
  readonly classTitle?: string | undefined;
  readonly shown: Shown;
}

/** Pictures of the images of a dataset, with the very pixels that runs see; prepared by threads of their own. */
export class DatasetPictures {
  private readonly images: Collection;
  private readonly pool: PreparationPool;

  private constructor(images: Collection, threads: number) {
    this.images = images;
    this.pool = new PreparationPool(images.origin, threads);
  }

  /** @throws LabError `not-found` or `bad-input` when the dataset isn't usable */
  static async open(config: DatasetConfig, threads = 1): Promise<DatasetPictures> {
    return new DatasetPictures(await openImages(config, { identified: false }), threads);
  }

  get count(): number {
    return this.images.count;
  }

  get classNames(): readonly string[] {
    return this.images.classNames;
  }

  /** Names of its classes, where the dataset has them. */
  get classTitles(): readonly string[] | undefined {
    return this.images.classTitles;
  }

  /**
   * The images that a run with this seed and `count` images per shift draws, clean ones where there are any; all where
   * there are fewer.
   */
  async sample(count: number, seed: number, imageSize?: number): Promise<ShownSample[]> {
    const images = Math.min(count, this.images.count);
    const stored = this.images.storedShifts;
    const clean = stored?.find(({ corruption }) => corruption === cleanShift.corruption);
    const samples = planSamples(this.images.count, { shifts: [clean ?? stored?.[0] ?? cleanShift], images, seed });
    const shown = await this.prepare(samples, imageSize);
    return samples.map(({ index }, i) => ({
      index,
      className: this.images.classNames[this.images.labelOf(index)]!,
      classTitle: this.images.classTitles?.[this.images.labelOf(index)],
      shown: shown[i]!,
    }));
  }

  /**
   * One image under a shift.
   * @throws LabError `bad-input` for an index or a stored shift that the dataset doesn't have, `bad-option` for an unknown shift
   */
  async show(index: number, shift: Shift, imageSize?: number): Promise<Shown> {
    requireShifts(this.images, [shift]);
    if (index >= this.images.count) {
      throw new LabError(
        'bad-input',
        `${this.images.name} has ${this.images.count} images; there is no image ${index}.`,
      );
    }
    return (await this.prepare([{ index, shift }], imageSize))[0]!;
  }

  /** One clean image as it is before a corruption. @throws LabError `bad-input` for an image that isn't there or can't be read */
  async clean(index: number, asked?: number): Promise<RgbImage> {
    const [prepared, side] = await this.pixels([{ index, shift: cleanShift }], asked);
    const [result] = prepared;
    if (result && 'pixels' in result) return { width: side, height: side, data: result.pixels };
    throw new LabError(
      'bad-input',
      `This image can't be read: ${result?.reason ?? 'it is not there'}.`,
      'Choose another one.',
    );
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async prepare(samples: readonly { index: number; shift: Shift }[], asked?: number): Promise<Shown[]> {
    const [prepared, side] = await this.pixels(samples, asked);
    return Promise.all(
      prepared.map(async (result) =>
        'reason' in result ? result : { png: await encodePng({ width: side, height: side, data: result.pixels }) },
      ),
    );
  }

  /** The images, and the side that they have. */
  private async pixels(
    samples: readonly { index: number; shift: Shift }[],
    asked?: number,
  ): Promise<readonly [readonly Prepared[], number]> {
    const imageSize = asked ?? this.images.fixedSize ?? usualSize;
    checkSize(this.images, imageSize);
    return [await this.pool.prepare(samples.map((sample) => ({ ...sample, imageSize }))), imageSize];
  }
}

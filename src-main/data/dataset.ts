import type { Shift, StreamSettings } from '../../src-shared/run-config.ts';
import type { Framing } from './folder/framing.ts';
import type { ImageStream } from './stream.ts';

/** How a model wants its images: side in pixels, then (value / 255 − mean) / std per channel. */
export interface Preprocessing {
  readonly imageSize: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface StreamOptions extends Preprocessing, Partial<StreamSettings> {
  /** One shift, or several that are shuffled into one stream. */
  readonly shifts: readonly Shift[];
  /** Images per shift, drawn by `seed`, the same ones for each shift; null for all. */
  readonly images: number | null;
  readonly seed: number;
  readonly batchSize: number;
  /** Keeps only so many samples of the whole stream, drawn by `seed`; all by default. */
  readonly limit?: number;
  /** Shuffles the same samples otherwise, e.g. for another epoch; `seed` by default. */
  readonly orderSeed?: number;
}

export interface SourceImageOptions extends Preprocessing {
  /** Images drawn by `seed`; null for all there are. */
  readonly count: number | null;
  readonly seed: number;
  readonly batchSize: number;
}

export interface Dataset {
  readonly name: string;
  /** Labels are indices into it. */
  readonly classNames: readonly string[];
  readonly imageCount: number;
  /** How images are brought to the model's size; `whole`: they have it already. Source images are `photo` or `whole`, or as those of arrays. */
  readonly framing: Framing | 'whole';
  /** SHA-256 that names the images and labels, hex. */
  readonly fingerprint: string;
  /** @throws LabError `bad-input` naming all of the shifts that there are no images of, `bad-option` for unknown ones */
  requireShifts(shifts: readonly Shift[]): void;
  /** @throws LabError `bad-option` when more images are asked for than there are, or for an unknown shift. */
  stream(options: StreamOptions): Promise<ImageStream>;
  /**
   * Clean in-distribution images for source statistics; never test images.
   * @throws LabError `bad-option` when there are none, or fewer than asked for.
   */
  sourceImages(options: SourceImageOptions): Promise<ImageStream>;
  /**
   * Clean images with labels among the classes of this dataset: those of its source folder where it has one, else its own.
   * @throws LabError `bad-option` when there are none, or fewer than asked for; `bad-input` when they are of other classes
   */
  cleanImages(options: SourceImageOptions): Promise<ImageStream>;
  /** Ends the preparation threads. Streams of this dataset can't be read afterwards. */
  close(): Promise<void>;
}

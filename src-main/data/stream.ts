import type { Sample } from './samples.ts';

/** Batches of preprocessed images in a fixed, seeded order. */
export interface Batch {
  /** 0-based position in the stream. */
  readonly index: number;
  /** [B, 3, H, W] float32, normalised as the model wants it. */
  readonly images: Float32Array;
  readonly size: number;
  /** −1 for images of no known class. */
  readonly labels: Int32Array;
  /** Which image of the dataset each is, and under what shift. */
  readonly samples: readonly Sample[];
}

/** A test stream: can start at any batch, so that an interrupted run goes on where it stopped. */
export interface ImageStream {
  /** Name of the shift, e.g. `gaussian_noise/5` or `mixed`. */
  readonly name: string;
  readonly batchSize: number;
  readonly batchCount: number;
  /** Images in the stream after broken ones were left out, those of no known class not counted. */
  readonly imageCount: number;
  /** SHA-256 over the ordered list of samples (path or index, label, corruption, severity), hex. */
  readonly fingerprint: string;
  /** Yields batches from `first` on; prepared ahead of the consumer. */
  batches(first?: number): AsyncIterable<Batch>;
  /** The same images in the same order, met another time under another name: nothing of them was read yet. */
  again(name: string): ImageStream;
  /** Images that couldn't be read, with the reason, so far. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Further notices on the reading so far, a sentence each; the numbers don't depend on them. */
  readonly notices: readonly string[];
}

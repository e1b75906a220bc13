import type { Batch, ImageStream } from '../data/stream.ts';

/** The last images of a stream with batches of one image, which form the batch that a method adapts to. */
export class ImageWindow {
  readonly size: number;
  private latest: readonly Batch[] = [];

  private constructor(size: number) {
    this.size = size;
  }

  /** The window as it was when it held the batches with these indices; empty at the start of a stream. */
  static async open(size: number, stream: ImageStream, held: readonly number[]): Promise<ImageWindow> {
    const window = new ImageWindow(size);
    for (const index of held) {
      for await (const batch of stream.batches(index)) {
        window.add(batch);
        break;
      }
    }
    return window;
  }

  add(batch: Batch): void {
    this.latest = [...this.latest, batch].slice(-this.size);
  }

  /** Indices of the batches that it holds. */
  get held(): readonly number[] {
    return this.latest.map(({ index }) => index);
  }

  get isFull(): boolean {
    return this.latest.length === this.size;
  }

  /** Its images as one batch under the index of the newest image, oldest image first. */
  joined(): Batch {
    const batches = this.latest;
    const values = batches.reduce((sum, { images }) => sum + images.length, 0);
    const images = new Float32Array(values);
    let at = 0;
    for (const batch of batches) {
      images.set(batch.images, at);
      at += batch.images.length;
    }
    return {
      index: batches.at(-1)?.index ?? 0,
      images,
      size: batches.reduce((sum, { size }) => sum + size, 0),
      labels: Int32Array.from(batches.flatMap(({ labels }) => [...labels])),
      samples: batches.flatMap(({ samples }) => samples),
    };
  }
}

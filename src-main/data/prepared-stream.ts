import type { Preprocessing } from './dataset.ts';
import { createNormaliser, type Normaliser } from './normalise.ts';
import type { Sample } from './samples.ts';
import type { Prepared } from './prepare/recipe.ts';
import type { StreamImages } from './prepare/source.ts';
import type { Batch, ImageStream } from './stream.ts';

/** Batches that are prepared while the engine works on one. */
const batchesAhead = 4;

export interface PreparedStreamOptions {
  readonly name: string;
  readonly fingerprint: string;
  readonly samples: readonly Sample[];
  readonly batchSize: number;
  readonly preprocessing: Preprocessing;
  readonly images: StreamImages;
  readonly labelOf: (sample: Sample) => number;
  /** How a broken image is named. */
  readonly pathOf: (sample: Sample) => string;
  /** Warnings before the start, a sentence each. */
  readonly notices: readonly string[];
}

/**
 * A stream over planned samples. A batch always covers the same samples, so that a stream can start anywhere: a
 * broken image makes its batch smaller, and a batch without any readable image is left out.
 */
export class PreparedStream implements ImageStream {
  readonly name: string;
  readonly batchSize: number;
  readonly fingerprint: string;
  private readonly options: PreparedStreamOptions;
  private readonly normalise: Normaliser;
  private readonly reported: Set<string>;
  private readonly broken = new Map<Sample, { path: string; reason: string }>();

  constructor(options: PreparedStreamOptions) {
    this.name = options.name;
    this.batchSize = options.batchSize;
    this.fingerprint = options.fingerprint;
    this.options = options;
    this.reported = new Set(options.notices);
    this.normalise = createNormaliser(options.preprocessing);
  }

  again(name: string): PreparedStream {
    return new PreparedStream({ ...this.options, name });
  }

  get batchCount(): number {
    return Math.ceil(this.options.samples.length / this.batchSize);
  }

  /** Planned images less those found broken so far. */
  get imageCount(): number {
    const known = (samples: Iterable<Sample>): number => [...samples].filter(({ outlier }) => !outlier).length;
    return known(this.options.samples) - known(this.broken.keys());
  }

  /** One entry per broken image, however often it occurs in the stream. */
  get skipped(): readonly { path: string; reason: string }[] {
    return [...new Map([...this.broken.values()].map((entry) => [entry.path, entry])).values()];
  }

  get notices(): readonly string[] {
    return [...this.reported];
  }

  async *batches(first = 0): AsyncGenerator<Batch> {
    const ahead: Promise<Prepared[]>[] = [];
    const last = this.batchCount - 1;
    for (let index = first; index <= last; index++) {
      for (let next = index + ahead.length; next <= Math.min(last, index + batchesAhead); next++) {
        ahead.push(this.prepare(next));
      }
      const batch = this.assemble(index, (await ahead.shift()) ?? []);
      if (batch.size > 0) yield batch;
    }
    const problem = await this.options.images.keep();
    if (problem !== null) this.reported.add(problem);
  }

  private samplesOf(index: number): readonly Sample[] {
    return this.options.samples.slice(index * this.batchSize, (index + 1) * this.batchSize);
  }

  private prepare(index: number): Promise<Prepared[]> {
    const prepared = this.options.images.prepare(this.samplesOf(index));
    // A reader that stops early never asks for this batch; its failure must not end the process.
    prepared.catch(() => undefined);
    return prepared;
  }

  private assemble(index: number, prepared: readonly Prepared[]): Batch {
    const readable: { sample: Sample; pixels: Uint8Array }[] = [];
    this.samplesOf(index).forEach((sample, i) => {
      const result = prepared[i]!;
      if ('pixels' in result) readable.push({ sample, pixels: result.pixels });
      else this.broken.set(sample, { path: this.options.pathOf(sample), reason: result.reason });
    });
    const { imageSize } = this.options.preprocessing;
    const values = 3 * imageSize * imageSize;
    const images = new Float32Array(readable.length * values);
    readable.forEach(({ pixels }, i) => this.normalise(pixels, images, i * values));
    const labels = Int32Array.from(readable, ({ sample }) => this.options.labelOf(sample));
    return { index, images, size: readable.length, labels, samples: readable.map(({ sample }) => sample) };
  }
}

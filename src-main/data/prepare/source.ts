import type { Shift } from '../../../src-shared/run-config.ts';
import type { Sample } from '../samples.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { PreparedCache, type PreparedImages } from './cache.ts';
import { identifyOwn, noOwnCorruptions, type OwnCorruptions } from '../corruptions/own/own-corruptions.ts';
import { isStored, type ImageOrigin } from './origin.ts';
import { PreparationPool } from './pool.ts';
import { preparationVersion, strengthsFor, type Prepared, type PreparationRequest } from './recipe.ts';

/** Streams whose images together take more bytes than this are prepared anew each time, as are those stored ready. */
const largestCachedStream = 128 * 2 ** 20;

export interface PreparedSourceOptions {
  readonly origin: ImageOrigin;
  /** Names where the clean images lie and what they are; part of every cache key. */
  readonly content: string;
  /** Folder for prepared images; null keeps them in memory only. */
  readonly cacheFolder: string | null;
  readonly threads?: number;
  readonly own?: OwnCorruptions;
}

/** The prepared images of one stream. */
export interface StreamImages {
  /** Prepares the samples of a batch, or finds them among those prepared before. */
  prepare(samples: readonly Sample[]): Promise<Prepared[]>;
  /**
   * Keeps what was prepared for later streams; called when a stream was read to its end.
   * @returns why it can't be kept, as a sentence; null when all is well
   */
  keep(): Promise<string | null>;
}

/** Images of one dataset, prepared by a pool of threads and kept for later streams where they are few enough. */
export class PreparedSource {
  private readonly options: PreparedSourceOptions;
  private readonly pool: PreparationPool;
  private readonly cache: PreparedCache;

  constructor(options: PreparedSourceOptions) {
    this.options = options;
    this.pool = new PreparationPool(options.origin, options.threads, options.own);
    this.cache = new PreparedCache(options.cacheFolder);
  }

  /** Images for a stream of these samples at `imageSize`. */
  async openStream(samples: readonly Sample[], imageSize: number): Promise<StreamImages> {
    const request = ({ index, shift }: Sample): PreparationRequest => ({ index, shift, imageSize });
    const ready = isStored(this.options.origin);
    if (ready || samples.length * imageSize * imageSize * 3 > largestCachedStream) {
      return { prepare: (batch) => this.pool.prepare(batch.map(request)), keep: () => Promise.resolve(null) };
    }
    const shifts = new Map<string, CachedShift>();
    for (const { shift } of samples) {
      if (!shifts.has(shiftName(shift))) shifts.set(shiftName(shift), await this.openShift(shift, imageSize));
    }
    return {
      prepare: (batch) => this.prepareCached(batch.map(request), shifts),
      keep: async () => {
        for (const shift of shifts.values()) {
          const problem = await this.keepShift(shift);
          if (problem !== null) return problem;
        }
        return null;
      },
    };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async openShift(shift: Shift, imageSize: number): Promise<CachedShift> {
    const { origin, content, own = noOwnCorruptions } = this.options;
    const strengths =
      identifyOwn(own, shift.corruption) ??
      Object.entries(strengthsFor(origin, imageSize)).find(([name]) => name === shift.corruption)?.[1];
    const key = JSON.stringify([preparationVersion, content, shift.corruption, shift.severity, imageSize, strengths]);
    const images = await this.cache.open(key);
    return { key, images, kept: images.size };
  }

  private async keepShift(shift: CachedShift): Promise<string | null> {
    if (shift.images.size === shift.kept) return null;
    shift.kept = shift.images.size;
    return this.cache.store(shift.key, shift.images);
  }

  private async prepareCached(
    requests: readonly PreparationRequest[],
    shifts: ReadonlyMap<string, CachedShift>,
  ): Promise<Prepared[]> {
    const imagesOf = ({ shift }: PreparationRequest): PreparedImages => shifts.get(shiftName(shift))!.images;
    const missing = requests.filter((request) => !imagesOf(request).has(request.index));
    const results = await this.pool.prepare(missing);
    const made = new Map(missing.map((request, i) => [request, results[i]!]));
    for (const [request, result] of made) {
      if ('pixels' in result) imagesOf(request).set(request.index, result.pixels);
    }
    return requests.map((request) => made.get(request) ?? { pixels: imagesOf(request).get(request.index)! });
  }
}

interface CachedShift {
  readonly key: string;
  readonly images: PreparedImages;
  /** How many of the images are stored already. */
  kept: number;
}

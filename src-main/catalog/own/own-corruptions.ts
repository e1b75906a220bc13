import type { OwnCheck } from '../../../src-shared/api/own.ts';
import type { RgbImage } from '../../data/image.ts';
import { checkShift } from '../../data/shifts.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { resultOf } from '../../jobs/perform-alone.ts';
import { OwnCatalog, sourceOf } from './own-catalog.ts';
import type { OwnFile } from './own-files.ts';

/** Metadata of a user-defined corruption, known without running it. */
export interface CorruptionFacts {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly doc?: string;
  /** How many it has. */
  readonly severities: number;
}

/** Settings with which an image is corrupted. */
export interface CorruptionAsked {
  readonly severities: readonly number[];
  readonly seed: number;
  readonly index: number;
}

/** A process that corrupts images by the user's own corruptions, until it is closed. */
export class OwnCorrupter {
  private readonly client: ComputeClient;

  constructor(client: ComputeClient) {
    this.client = client;
  }

  /** A copy for each severity. @throws LabError `bad-input` with file and line, `job-crashed` where it had to be stopped */
  async corrupt(
    own: OwnFile,
    image: RgbImage,
    { severities, seed, index }: CorruptionAsked,
  ): Promise<readonly RgbImage[]> {
    const asked = { image, severities: [...severities], seed, index };
    return (await resultOf(this.client, { kind: 'corrupt', own: sourceOf(own), ...asked })).images;
  }

  close(): void {
    this.client.kill();
  }
}

/** The corruptions in the user's own folders. */
export class OwnCorruptionFiles extends OwnCatalog<CorruptionFacts> {
  protected readonly kind = 'corruption';

  /** Corrupts one image. @throws LabError as `OwnCorrupter.corrupt` */
  async corruptOnce(own: OwnFile, image: RgbImage, asked: CorruptionAsked): Promise<readonly RgbImage[]> {
    const corrupter = this.corrupter();
    try {
      return await corrupter.corrupt(own, image, asked);
    } finally {
      corrupter.close();
    }
  }

  /** A process that corrupts images, to be closed. */
  corrupter(): OwnCorrupter {
    return new OwnCorrupter(this.start());
  }

  /** Tries a corruption, built-in or own. @throws LabError `bad-option` for none, what is wrong with its file, or that it had to be stopped */
  async check(id: string): Promise<OwnCheck[]> {
    const own = await this.file(id);
    if (!own) checkShift({ corruption: id, severity: 1 });
    const job = { kind: 'check-corruption', corruption: id, ...(own ? { own: sourceOf(own) } : {}) } as const;
    return (await this.perform(job)).checks;
  }

  protected async ask(own: OwnFile): Promise<CorruptionFacts> {
    const { facts } = await this.perform({ kind: 'describe-corruption', own: sourceOf(own) });
    const { doc, ...rest } = facts;
    return { id: own.id, ...rest, ...(doc === null ? {} : { doc }) };
  }
}

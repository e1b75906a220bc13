import type { EngineSetup } from '../../../src-shared/engines.ts';

/** An archive with files that engines need: one version, identified by its checksum. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /**
   * What of the archive is kept, and under which path.
   * @param entry path in the archive
   * @returns undefined for what is left away
   */
  readonly keep: (entry: string) => string | undefined;
}

/** What is fetched for an engine, that by which it is found last: it is there only once all of it is. */
export type PartLists = Readonly<Record<EngineSetup, readonly Part[]>>;

export const bytesOf = (parts: readonly Part[]): number => parts.reduce((sum, { bytes }) => sum + bytes, 0);

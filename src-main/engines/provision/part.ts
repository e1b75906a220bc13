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
   * Path under which an entry of the archive is kept.
   * @param entry path in the archive
   * @returns undefined for one that is left out
   */
  readonly keep: (entry: string) => string | undefined;
}

/** Parts fetched for an engine, the one by which it is found last: it is there only once all of them are. */
export type PartLists = Readonly<Record<EngineSetup, readonly Part[]>>;

export const bytesOf = (parts: readonly Part[]): number => parts.reduce((sum, { bytes }) => sum + bytes, 0);

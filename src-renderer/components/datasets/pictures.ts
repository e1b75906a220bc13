import type { Picture } from '../../../src-shared/api/common.ts';
import type { DatasetConfig } from '../../../src-shared/run-config.ts';
import { lab } from '../../lab/client.ts';

export interface PictureRequest {
  readonly dataset: DatasetConfig;
  readonly index: number;
  readonly corruption: string;
  readonly severity: number;
  readonly imageSize?: number | undefined;
  /** Fingerprint of a user-defined corruption, which may change. */
  readonly version?: string | undefined;
}

/** Pictures that are kept for going back and forth; those of one image under everything are 96. */
const mostKept = 300;
const kept = new Map<string, Promise<string>>();

export function pictureUrl({ mime, data }: Picture): string {
  return `data:${mime};base64,${data}`;
}

/** Address of a picture of an image under a corruption. Rejects with a `LabError`. */
export function corruptedPicture({ imageSize, version, ...request }: PictureRequest): Promise<string> {
  const asked = { ...request, ...(imageSize === undefined ? {} : { imageSize }) };
  const key = JSON.stringify([asked, version]);
  const known = kept.get(key);
  if (known) return known;
  const made = lab.previewCorruption(asked).then(pictureUrl);
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return made;
}

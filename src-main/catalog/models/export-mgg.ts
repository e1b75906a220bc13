import type { MggFormat } from '../../../src-shared/mgg-formats.ts';
import { mggFile } from '../../platform/package-root.ts';
import { convertMgg } from '../../jobs/reader/foreign-files.ts';

/** A generator as a file for elsewhere. */
export interface ExportedMgg {
  /** File name made of the generator's name, e.g. `first-try.pth`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Letters, digits and hyphens only. */
function plain(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-') ?? 'mgg';
}

/**
 * A generator in a format that others read; one that the lab has written as safetensors comes out as the same file again.
 * @param mgg as a configuration names it: a path, `quickstart`, `untrained:<seed>`
 * @throws LabError `not-found`, `bad-checkpoint`
 */
export async function exportMgg(name: string, mgg: string, format: MggFormat): Promise<ExportedMgg> {
  return { name: `${plain(name)}.${format}`, bytes: await convertMgg(mggFile(mgg), format) };
}

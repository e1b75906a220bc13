import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate, type UnzipFileInfo } from 'fflate';
import type { BinaryFile, TextFile } from '../src-shared/api/common.ts';
import { LabError } from '../src-shared/errors.ts';
import { t } from './texts/index.ts';

type NamedText = Pick<TextFile, 'name' | 'text'>;

/** Bytes that are packed before the page gets its turn. */
const slice = 2 ** 18;

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A file for the user to save. */
export type AnyFile = TextFile | BinaryFile;

/** Its bytes: those of UTF-8, or those written in base64. */
export const bytesOf = (file: NamedText | BinaryFile): Uint8Array<ArrayBuffer> =>
  'text' in file
    ? Uint8Array.from(strToU8(file.text))
    : Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0));

/** Packs files into one zip archive, in small steps, so that the page goes on meanwhile. Names must differ. */
export async function zipFiles(files: readonly (NamedText | AnyFile)[]): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(Uint8Array.from(part));
  });
  for (const file of files) {
    const entry = new ZipDeflate(file.name);
    zip.add(entry);
    const bytes = bytesOf(file);
    for (let start = 0; start < bytes.length || start === 0; start += slice) {
      entry.push(bytes.subarray(start, start + slice), start + slice >= bytes.length);
      await turn();
    }
  }
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}

/** Deflate makes nothing smaller than this many times. */
const mostPacked = 1032;
/** About what a text may be long. */
const mostUnpacked = 2 ** 29;

/** Whether a file is to be unpacked. @throws Error for one that claims to be larger than it can be, or too large */
function wanted({ name, size, originalSize }: UnzipFileInfo): boolean {
  if (originalSize > mostPacked * (size + 1) || originalSize > mostUnpacked)
    throw new Error('It claims to be too large.');
  return !name.endsWith('/');
}

/**
 * The texts in a zip archive, folders left out.
 * @param name of the archive, for what is said about it
 * @throws LabError `bad-input` for what is no zip archive
 */
export function unzipFiles(name: string, bytes: Uint8Array): NamedText[] {
  try {
    const files = Object.entries(unzipSync(bytes, { filter: wanted }));
    return files.map(([path, content]) => ({ name: path, text: strFromU8(content) }));
  } catch {
    throw new LabError('bad-input', t.common.noZip(name), t.common.noZipHint);
  }
}

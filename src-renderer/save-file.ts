import type { BinaryFile, TextFile } from '../src-shared/api/common.ts';
import { saveBlob } from './charts/export/download.ts';
import { bytesOf, zipFiles, type AnyFile } from './zip-files.ts';

/** Has the browser save a text of the lab as a file. */
export function saveText({ name, mime, text }: TextFile): void {
  saveBlob(new Blob([text], { type: `${mime};charset=utf-8` }), name);
}

/** Several as one zip archive, so that the browser asks for one place only; one as it is. @param archive name of the zip */
export async function saveFiles(files: readonly AnyFile[], archive: string): Promise<void> {
  const [first, ...others] = files;
  if (!first || others.length > 0) saveBlob(await zipFiles(files), archive);
  else if ('text' in first) saveText(first);
  else saveBytes(first);
}

/** Has the browser save a file that is no text. */
export function saveBytes(file: BinaryFile): void {
  saveBlob(new Blob([bytesOf(file)], { type: file.mime }), file.name);
}

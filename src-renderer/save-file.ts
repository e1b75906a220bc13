import type { BinaryFile, TextFile } from '../src-shared/api/common.ts';
import { saveBlob } from './charts/export/download.ts';
import { zipTexts } from './zip-files.ts';

/** Has the browser save a text of the lab as a file. */
export function saveText({ name, mime, text }: TextFile): void {
  saveBlob(new Blob([text], { type: `${mime};charset=utf-8` }), name);
}

/** Several as one zip archive, so that the browser asks for one place only; one as it is. @param archive name of the zip */
export async function saveTexts(files: readonly TextFile[], archive: string): Promise<void> {
  const [first, ...others] = files;
  if (first && others.length === 0) saveText(first);
  else saveBlob(await zipTexts(files), archive);
}

/** Has the browser save a file that is no text. */
export function saveBytes({ name, mime, data }: BinaryFile): void {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  saveBlob(new Blob([bytes], { type: mime }), name);
}

import type { BinaryFile, TextFile } from '../src-shared/api/common.ts';
import { saveBlob } from './charts/export/download.ts';

/** Has the browser save a text of the lab as a file. */
export function saveText({ name, mime, text }: TextFile): void {
  saveBlob(new Blob([text], { type: `${mime};charset=utf-8` }), name);
}

/** The same for other files. */
export function saveBytes({ name, mime, data }: BinaryFile): void {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  saveBlob(new Blob([bytes], { type: mime }), name);
}

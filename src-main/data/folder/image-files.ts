import { extname } from 'node:path';

const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Whether a file of this name is read as an image; hidden files are not. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && extensions.has(extname(name).toLowerCase());
}

/** Folders that systems and network drives put everywhere, and that hold nothing of a user's. */
const systemFolders = new Set([
  ...['@eadir', '#recycle', '@recycle', '$recycle.bin', 'system volume information'],
  ...['lost+found', '__macosx', '__pycache__'],
]);

/** Whether a folder is read: neither hidden nor a system's. */
export function isUserFolder(name: string): boolean {
  return !name.startsWith('.') && !systemFolders.has(name.toLowerCase());
}

export const layoutHint =
  'Choose a folder with one folder per class that holds JPEG, PNG or WebP images: <class>/<image>.';

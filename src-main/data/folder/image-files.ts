import { extname } from 'node:path';

const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Whether a file of this name is read as an image; hidden files are not. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && extensions.has(extname(name).toLowerCase());
}

export const layoutHint =
  'Choose a folder with one folder per class that holds JPEG, PNG or WebP images: <class>/<image>.';

import path from 'node:path';

const stemOf = (file: string): string => file.slice(0, -path.extname(file).length);
/** Names that a disk may take for one. */
const alike = (name: string): string => name.normalize('NFC').toLowerCase();

function sharedNames(names: readonly string[]): Set<string> {
  const groups = Map.groupBy(names, alike);
  return new Set([...groups].filter(([, group]) => group.length > 1).map(([name]) => name));
}

/**
 * The names under which corrupted copies of images are written, each another one: `photo.png`, or `photo.jpg.png` where
 * several images are called `photo`.
 * @param files relative paths; @returns the name of each
 */
export function corruptedNames(files: readonly string[]): string[] {
  const short = files.map((file) => `${stemOf(file)}.png`);
  const shared = sharedNames(short);
  const names = short.map((name, index) => (shared.has(alike(name)) ? `${files[index]!}.png` : name));
  // A file may be called `photo.jpg.png` itself.
  return sharedNames(names).size === 0 ? names : files.map((file) => `${file}.png`);
}

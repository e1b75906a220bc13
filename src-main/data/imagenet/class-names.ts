import { imagenetClasses } from './classes.ts';

let names: ReadonlyMap<string, string> | undefined;

/** What a class of ImageNet is called, e.g. `tench`; undefined for a folder that is none. */
export function className(wnid: string): string | undefined {
  names ??= new Map(imagenetClasses().map((known) => [known.wnid, known.name]));
  return names.get(wnid);
}

/** A class folder with what it is called: `n01440764 (tench)`. */
export function titled(folder: string): string {
  const name = className(folder);
  return name === undefined ? folder : `${folder} (${name})`;
}

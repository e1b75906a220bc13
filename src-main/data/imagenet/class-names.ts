import type { Benchmark } from '../../../src-shared/run-config.ts';
import { imagenetClasses } from './classes.ts';

let names: ReadonlyMap<string, string> | undefined;

/**
 * Name of an ImageNet class, e.g. `tench`; undefined for a folder that is none.
 * @param benchmark that the folder is of: those of ImageNet-V2 are numbers
 */
export function className(folder: string, benchmark: Benchmark | null = null): string | undefined {
  if (benchmark === 'imagenet-v2') return /^\d+$/.test(folder) ? imagenetClasses()[Number(folder)]?.name : undefined;
  names ??= new Map(imagenetClasses().map((known) => [known.wnid, known.name]));
  return names.get(folder);
}

/** A class folder with what it is called: `n01440764 (tench)`. */
export function titled(folder: string, benchmark: Benchmark | null = null): string {
  const name = className(folder, benchmark);
  return name === undefined ? folder : `${folder} (${name})`;
}

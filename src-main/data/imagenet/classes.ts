import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark } from '../../../src-shared/run-config.ts';
import { resourceFolder } from '../resource-folder.ts';

/** A class of ImageNet-1k; its label is its place in `imagenetClasses()`. */
export interface ImagenetClass {
  /** WordNet id, the name of its folder, e.g. `n01440764`. */
  readonly wnid: string;
  /** In words, e.g. `tench`. */
  readonly name: string;
  readonly inR: boolean;
  readonly inA: boolean;
  /** 1–1000: its number in the devkit of ILSVRC2012, which counts in another order. */
  readonly devkitNumber: number;
}

let classes: readonly ImagenetClass[] | undefined;

/** The 1,000 classes of ImageNet-1k in the order of their labels. */
export function imagenetClasses(): readonly ImagenetClass[] {
  classes ??= readFileSync(join(resourceFolder('imagenet'), 'classes.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [wnid = '', names = '', sets = '', number] = line.split('\t');
      const [name = ''] = names.split(', ');
      return { wnid, name, inR: sets.includes('R'), inA: sets.includes('A'), devkitNumber: Number(number) };
    });
  return classes;
}

/** Labels among the 1,000 of the 200 classes that ImageNet-R or -A has, ascending. */
export function classMask(benchmark: 'imagenet-r' | 'imagenet-a'): number[] {
  return imagenetClasses().flatMap(({ inR, inA }, label) => ((benchmark === 'imagenet-r' ? inR : inA) ? [label] : []));
}

/** Folder names of the classes of a benchmark, in the order of its labels. */
export function benchmarkClasses(benchmark: Benchmark): string[] {
  const all = imagenetClasses().map(({ wnid }) => wnid);
  if (benchmark === 'imagenet-v2') return all.map((_, label) => String(label));
  if (benchmark !== 'imagenet-r' && benchmark !== 'imagenet-a') return all;
  return classMask(benchmark).map((label) => all[label]!);
}

/** Labels among the 1,000 of the classes of a benchmark. */
export function benchmarkLabels(benchmark: Benchmark): number[] {
  if (benchmark === 'imagenet-r' || benchmark === 'imagenet-a') return classMask(benchmark);
  return imagenetClasses().map((_, label) => label);
}

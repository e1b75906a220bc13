import type { Benchmark } from '../../../src-shared/run-config.ts';
import { benchmarkFacts } from '../imagenet/benchmarks.ts';
import { className, titled } from '../imagenet/class-names.ts';
import { benchmarkClasses } from '../imagenet/classes.ts';
import type { FolderContent } from './content.ts';
import { nearest } from './nearest.ts';
import { amount, sum, firstNames, type Finding } from './wording.ts';

/** A folder with this share of a benchmark's images or more was meant to be whole. */
const nearlyWhole = 0.9;
/** Unknown class folders for which the nearest class name is searched. */
const mostGuesses = 20;

export interface BenchmarkCount {
  readonly benchmark: Benchmark;
  readonly classes: readonly FolderContent[];
  /** Whether all images were counted. */
  readonly complete: boolean;
  /** How often there should be all of its images: once in each domain. */
  readonly times?: number;
}

/** Findings on a folder's completeness as a published benchmark. An error comes alone. */
export function benchmarkFindings({ benchmark, classes, complete, times = 1 }: BenchmarkCount): Finding[] {
  const { title } = benchmarkFacts[benchmark];
  const wanted = new Set(benchmarkClasses(benchmark));
  const known = classes.filter(({ name }) => wanted.has(name));
  const strange = classes.filter(({ name }) => !wanted.has(name)).map(({ name }) => name);
  const present = new Set(known.map(({ name }) => name));
  const missing = [...wanted].filter((wnid) => !present.has(wnid));
  if (known.length === 0) {
    const message = `None of ${amount(classes.length, 'class folder')} is named as a class of ${title}: ${firstNames(strange)}.`;
    const hint = `They must be ${benchmark === 'imagenet-v2' ? 'numbers from' : 'WordNet ids as'} ${[...wanted][0]!}. If this is another dataset, choose no benchmark.`;
    return [{ level: 'error', message, hint }];
  }
  return [
    ...strangers(strange, missing, benchmark),
    ...(complete ? [...missingClasses(known, missing, benchmark), ...countOf(benchmark, known, times)] : []),
  ];
}

function strangers(strange: readonly string[], missing: readonly string[], benchmark: Benchmark): Finding[] {
  if (strange.length === 0) return [];
  const { title } = benchmarkFacts[benchmark];
  const what = amount(strange.length, 'folder is', 'folders are');
  const message = `${what} no class of ${title} and left out: ${firstNames(strange.map((name) => titled(name)))}.`;
  const meant = strange.slice(0, mostGuesses).flatMap((name) => {
    const meantFor = meantBy(name, missing, benchmark);
    return meantFor === undefined ? [] : [`${name} as ${titled(meantFor, benchmark)}`];
  });
  if (meant.length === 0) return [{ level: 'warning', message }];
  return [{ level: 'warning', message, hint: `Perhaps they are misnamed: rename ${firstNames(meant)}.` }];
}

/** The missing class that a folder is named after: by its id or by its name. */
function meantBy(folder: string, missing: readonly string[], benchmark: Benchmark): string | undefined {
  if (className(folder) !== undefined) return undefined;
  // A number is no misspelling of another one.
  const byId = benchmark === 'imagenet-v2' ? undefined : nearest(folder, missing);
  if (byId !== undefined) return byId;
  const byName = nearest(
    folder,
    missing.map((name) => className(name, benchmark)!),
  );
  return missing.find((name) => className(name, benchmark) === byName);
}

/** A part that somebody chose, rather than a whole that lost something: far from whole, or the same number of each class. */
function isSubset(known: readonly FolderContent[], expected: number): boolean {
  const images = sum(known.map(({ images: count }) => count));
  if (images >= nearlyWhole * expected) return false;
  const sizes = new Set(known.map(({ images: count }) => count).filter((count) => count > 0));
  return sizes.size === 1 || images < expected / 2;
}

function missingClasses(known: readonly FolderContent[], missing: readonly string[], benchmark: Benchmark): Finding[] {
  if (missing.length === 0) return [];
  const all = known.length + missing.length;
  const message = `${missing.length.toLocaleString('en')} of ${all.toLocaleString('en')} class folders ${missing.length === 1 ? 'is' : 'are'} missing: ${firstNames(missing.map((name) => titled(name, benchmark)))}.`;
  const chosen = known.length < nearlyWhole * all;
  const hint = 'Labels stay right; accuracy is over the classes that are there.';
  return [{ level: chosen ? 'info' : 'warning', message, hint }];
}

function countOf(benchmark: Benchmark, known: readonly FolderContent[], times: number): Finding[] {
  const { title, images: each } = benchmarkFacts[benchmark];
  if (each === null) return [];
  const expected = each * times;
  const images = sum(known.map(({ images: count }) => count));
  const [found, all] = [images.toLocaleString('en'), expected.toLocaleString('en')];
  if (images === expected) return [{ level: 'info', message: `All ${all} images of ${title} are there.` }];
  if (images > expected) {
    const message = `${found} images: ${(images - expected).toLocaleString('en')} more than the ${all} of ${title}.`;
    return [{ level: 'warning', message, hint: 'Look for copies, and for images that were added.' }];
  }
  const message = `${found} of ${all} images of ${title} are there.`;
  const hint = 'Published values are of all images.';
  if (isSubset(known, expected)) return [{ level: 'info', message: `A subset: ${message}`, hint }];
  return [{ level: 'warning', message, hint: `${hint} Copy or unpack the dataset again to have them all.` }];
}

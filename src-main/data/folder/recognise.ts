import { sep } from 'node:path';
import type { FolderReport } from '../../../src-shared/api/data.ts';
import { isCorruptionName, isSeverity } from '../../../src-shared/corruptions.ts';
import type { Benchmark, Shift } from '../../../src-shared/run-config.ts';
import { benchmarkFacts } from '../imagenet/benchmarks.ts';
import { benchmarkClasses } from '../imagenet/classes.ts';
import { areNumbered } from './class-order.ts';

export type Recognition = NonNullable<FolderReport['recognised']>;

/** Features by which a folder is recognised. */
export interface FolderFeatures {
  readonly path: string;
  /** Names of the class folders. */
  readonly classes: readonly string[];
  /** Names of some images. */
  readonly examples: readonly string[];
  /** Images in the folder; null where not all were counted. */
  readonly images: number | null;
  /** The shifts that its images lie in folders of; null for class folders alone. */
  readonly stored: readonly Shift[] | null;
}

/** Share of the class folders that must be named as classes of ImageNet; a few may be renamed. */
const mostlyKnown = 0.8;

/** How the images of a benchmark are named. */
const imageNames: readonly { readonly benchmark: Benchmark; readonly pattern: RegExp }[] = [
  { benchmark: 'imagenet', pattern: /^ILSVRC2012_val_\d{8}/i },
  { benchmark: 'imagenet-sketch', pattern: /^sketch_\d+\./i },
];

const nameOfV2 = /imagenet[-_ ]?v2/i;

/** How the folder of a benchmark is called, in small letters; the first that fits. */
const folderNames: readonly { readonly benchmark: Benchmark; readonly pattern: RegExp }[] = [
  { benchmark: 'imagenet-v2', pattern: nameOfV2 },
  { benchmark: 'imagenet-sketch', pattern: /sketch/ },
  { benchmark: 'imagenet-r', pattern: /imagenet[-_ ]?r(?:endition)?(?![a-z])/ },
  { benchmark: 'imagenet-a', pattern: /imagenet[-_ ]?a(?:dversarial)?(?![a-z])/ },
  { benchmark: 'imagenet', pattern: /(?:^|[^a-z])val(?:idation)?(?![a-z])/ },
];

/** Images of ImageNet's training set are named after their class, as in `n01440764_10026.JPEG`. */
export function areTrainingImages(examples: readonly string[]): boolean {
  return examples.length > 0 && examples.every((name) => /^n\d{8}_\d+\./.test(name));
}

/** Which published benchmark a folder looks like, and why; null where it looks like none. Uses names only. */
export function recognise({ path, classes, examples, images, stored }: FolderFeatures): Recognition | null {
  if (areNumbered(classes)) return byNumbers({ path, classes, images, stored });
  const all = new Set(benchmarkClasses('imagenet'));
  const known = classes.filter((name) => all.has(name));
  if (known.length === 0 || known.length < mostlyKnown * classes.length) return null;
  if (stored) {
    return hasCorruptions(stored)
      ? { benchmark: 'imagenet-c', reason: 'it has corruptions, severities and class folders of ImageNet' }
      : { benchmark: 'imagenet-classes', reason: 'the class folders are those of ImageNet' };
  }
  if (areTrainingImages(examples)) return null;
  return byClasses(known) ?? byImages(examples) ?? byCount(images) ?? byName(path, known);
}

const hasCorruptions = (stored: readonly Shift[]): boolean =>
  stored.some(({ corruption, severity }) => isCorruptionName(corruption) && isSeverity(severity));

/** The three variants of ImageNet-V2 by what follows `imagenetv2-` in the names of their folders. */
const variantsOfV2: Readonly<Record<string, string>> = {
  'matched-frequency': 'MatchedFrequency',
  'threshold0.7': 'Threshold0.7',
  'threshold-0.7': 'Threshold0.7',
  'top-images': 'TopImages',
  topimages: 'TopImages',
};

/** Folders that are numbers are ImageNet-V2's by their name, or where all are there. */
function byNumbers({ path, classes, images, stored }: Omit<FolderFeatures, 'examples'>): Recognition | null {
  const areVariants = stored?.every(({ corruption }) => nameOfV2.test(corruption)) ?? false;
  if (areVariants) return { benchmark: 'imagenet-v2', reason: 'it holds variants of it' };
  const found = byName(path, classes);
  const name = found === null ? undefined : Object.keys(variantsOfV2).find((part) => path.toLowerCase().includes(part));
  if (found) {
    const variant = name === undefined ? '' : `, its variant ${variantsOfV2[name]!}`;
    return { ...found, reason: `${found.reason}${variant}` };
  }
  const { images: all } = benchmarkFacts['imagenet-v2'];
  const isWhole = classes.length === benchmarkClasses('imagenet-v2').length && images === all;
  return isWhole ? { benchmark: 'imagenet-v2', reason: 'its class folders are 0 to 999 and hold 10,000 images' } : null;
}

/** ImageNet-R and -A each have classes that the other lacks, so most of the 200 identify the benchmark. */
function byClasses(known: readonly string[]): Recognition | null {
  for (const benchmark of ['imagenet-r', 'imagenet-a'] as const) {
    const classes = new Set(benchmarkClasses(benchmark));
    if (known.length > classes.size || known.length < mostlyKnown * classes.size) continue;
    if (!known.every((name) => classes.has(name))) continue;
    const which = known.length === classes.size ? 'the 200 class folders are' : 'all class folders are among';
    return { benchmark, reason: `${which} those of ${benchmarkFacts[benchmark].title}` };
  }
  return null;
}

function byImages(examples: readonly string[]): Recognition | null {
  const found = imageNames.find(
    ({ pattern }) => examples.length > 0 && examples.every((example) => pattern.test(example)),
  );
  return found ? { benchmark: found.benchmark, reason: `images are named as in ${examples[0]!}` } : null;
}

function byCount(images: number | null): Recognition | null {
  const found = (['imagenet-sketch', 'imagenet'] as const).find((id) => benchmarkFacts[id].images === images);
  return found && images ? { benchmark: found, reason: `it has as many images: ${images.toLocaleString('en')}` } : null;
}

/** By the last two folders of the path, the last one first. */
function byName(path: string, known: readonly string[]): Recognition | null {
  for (const name of path.split(sep).filter(Boolean).slice(-2).reverse()) {
    const found = folderNames.find(({ pattern }) => pattern.test(name.toLowerCase()));
    if (!found) continue;
    const classes = new Set(benchmarkClasses(found.benchmark));
    if (known.every((wnid) => classes.has(wnid))) {
      return { benchmark: found.benchmark, reason: `the folder is called ${name}` };
    }
  }
  return null;
}

import { allCorruptionNames, severities, type CorruptionName, type Severity } from '../../src-shared/corruptions.ts';

/** The data sets beside the clean validation images, which are always made; those of the paper first. */
export const setNames = [
  'imagenet-c',
  'imagenet-r',
  'imagenet-sketch',
  'imagenet-a',
  'imagenet-v2',
  'imagenet-val-flat',
  'cifar-10-c',
  'shifts',
  'domains',
] as const;
type SetName = (typeof setNames)[number];
/** Those that are drawn, image by image. */
export type PaperSet = Exclude<SetName, 'imagenet-c' | 'imagenet-val-flat' | 'cifar-10-c' | 'shifts' | 'domains'>;

/** `tiny`: a small ViT that knows the pictures. `base`: ViT-B/16 of full size with random weights. */
export const modelNames = ['tiny', 'base'] as const;
export type ModelName = (typeof modelNames)[number];

/** Fixture to make; see `fixtureDefaults`. */
export interface FixtureOptions {
  /** Where to put it; made where it isn't there. */
  readonly folder: string;
  readonly seed?: number;
  readonly sets?: readonly SetName[];
  /** Classes with images, spread evenly over those of each set. */
  readonly classes?: number | 'all';
  /** The same for ImageNet-C, whose images are the most; they are among the classes of the validation images. */
  readonly corruptedClasses?: number | 'all';
  readonly imagesPerClass?: number;
  /** Images of the training set, for source statistics: spread over all classes, whatever the others have. */
  readonly sourceImages?: number;
  readonly corruptions?: readonly CorruptionName[];
  readonly severities?: readonly Severity[];
  /** Images of each severity of the arrays, of each shift of free names and of each domain, which are those of the quick start. */
  readonly arrayImages?: number;
  readonly models?: readonly ModelName[];
  /** Pictures that the head of the tiny ViT is fitted to: the more, the better it knows the classes. */
  readonly trainingPictures?: number;
  /** The classes that these are of, spread evenly over all: the fewer, the fewer pictures do. */
  readonly trainingClasses?: number | 'all';
  /** Whether to make the folder of images with something wrong or odd about them. */
  readonly badImages?: boolean;
  /** Called with short progress messages. */
  readonly progress?: (text: string) => void;
}

export type Fixture = Required<FixtureOptions>;

/** All folders with all their class folders, but ImageNet-C with severity 5 of 50 classes: a minute or two, 115 MB. */
export const fixtureDefaults: Omit<Fixture, 'folder'> = {
  seed: 1,
  sets: setNames,
  classes: 'all',
  corruptedClasses: 50,
  imagesPerClass: 1,
  sourceImages: 100,
  corruptions: allCorruptionNames,
  severities: [severities[4]],
  arrayImages: 100,
  models: ['tiny'],
  trainingPictures: 1000,
  trainingClasses: 'all',
  badImages: true,
  progress: () => undefined,
};

/** At most `most` of the items, evenly spread, the first among them. */
export function spread<T>(items: readonly T[], most: number | 'all'): readonly T[] {
  if (most === 'all' || most >= items.length) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}

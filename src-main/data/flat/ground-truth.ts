import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { firstNames } from '../folder/wording.ts';
import { imagenetClasses } from '../imagenet/classes.ts';

/** The list that comes with ImageNet's devkit: a number a line, as the devkit numbers classes. */
const devkitList = 'ILSVRC2012_validation_ground_truth.txt';

/** Lists of the classes of images, and how many folders above the images they are looked for. */
const lists: readonly { readonly name: string; readonly above: number }[] = [
  { name: devkitList, above: 4 },
  { name: 'imagenet_2012_validation_synset_labels.txt', above: 4 },
  // Kaggle's lies beside ILSVRC/Data/CLS-LOC/val.
  { name: 'LOC_val_solution.csv', above: 4 },
  // TinyImageNet's.
  { name: 'val_annotations.txt', above: 1 },
  { name: 'val.txt', above: 1 },
];
/** Folders beside the images that they may lie in. */
const subfolders = ['', 'ILSVRC2012_devkit_t12/data', 'devkit/data', 'data', 'meta'];

/** The whole of the validation set, whose images are named by their numbers from 1. */
const validationImages = 50_000;
const validationName = /^ILSVRC2012_val_(\d{8})\./i;
const wnidPattern = /^n\d{8}$/;

const groundTruthHint = `Put ${devkitList} of the devkit, or a val.txt with a name and a class in each line, beside or above the images.`;

/** The list nearest to a folder of images; null for none. */
export async function findGroundTruth(root: string): Promise<string | null> {
  let folder = root;
  for (let above = 0; above <= 4; above++) {
    for (const { name } of lists.filter((list) => list.above >= above)) {
      for (const subfolder of subfolders) {
        const path = join(folder, subfolder, name);
        if ((await stat(path).catch(() => null))?.isFile()) return path;
      }
    }
    if (dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return null;
}

export interface LabelledImages {
  /** WordNet id of the class of each image, in the order of the names. */
  readonly wnids: readonly string[];
  /** All classes that the list has labels among, in their order. */
  readonly classes: readonly string[];
}

interface Line {
  readonly number: number;
  /** Without folders and ending; undefined where lines name no images. */
  readonly name: string | undefined;
  readonly label: string;
}

const stemOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/\.[a-z]+$/i, '');

/** Lines of one token are labels in the order of the images, those of several a name and a label. */
function parseLines(text: string): Line[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const parsed = lines.flatMap((line, index): Line[] => {
    const [first = '', second] = line.trim().split(/[\s,]+/);
    if (first === '') return [];
    const number = index + 1;
    return second === undefined
      ? [{ number, name: undefined, label: first }]
      : [{ number, name: stemOf(first), label: second }];
  });
  // A line of headings, as Kaggle's list has one.
  return parsed[0]?.name === undefined || isLabel(parsed[0].label) ? parsed : parsed.slice(1);
}

const isLabel = (text: string): boolean => /^\d+$/.test(text) || wnidPattern.test(text);

const bad = (path: string, what: string, hint: string): LabError => new LabError('bad-input', `${path} ${what}.`, hint);

/** The classes by the numbers in a list: the devkit counts them from 1 in an order of its own, others from 0 by WordNet id. */
function classNumbers(path: string, named: boolean) {
  const classes = imagenetClasses();
  if (named)
    return {
      first: 0,
      wnids: classes.map(({ wnid }) => wnid),
      hint: 'Numbers count the WordNet ids in their order, from 0.',
    };
  if (!path.endsWith(devkitList)) {
    const hint = `Name the images, or give the devkit's list its name, ${devkitList}.`;
    throw bad(path, 'has numbers without names of images, so it is not known what they count', hint);
  }
  const wnids = classes.toSorted((a, b) => a.devkitNumber - b.devkitNumber).map(({ wnid }) => wnid);
  return { first: 1, wnids, hint: 'The devkit numbers the classes 1 to 1,000; get its list again.' };
}

/** WordNet ids of all lines. @throws LabError `bad-input` for a label that is none */
function wnidsOf(path: string, lines: readonly Line[]): { wnids: string[]; classes: string[] } {
  const odd = lines.find(({ label }) => !isLabel(label));
  if (odd) throw bad(path, `has ${odd.label} in line ${odd.number}, which is no WordNet id`, 'They look as n01440764.');
  const named = lines.find(({ label }) => wnidPattern.test(label));
  const numbered = lines.find(({ label }) => !wnidPattern.test(label));
  if (named && numbered) {
    const what = `has the WordNet id ${named.label} in line ${named.number}, but the number ${numbered.label} in line ${numbered.number}`;
    throw bad(path, what, 'Classes must be given in one way.');
  }
  if (!numbered) {
    const wnids = lines.map(({ label }) => label);
    return { wnids, classes: [...new Set(wnids)].sort() };
  }
  const { first, wnids: all, hint } = classNumbers(path, lines[0]?.name !== undefined);
  const wnids = lines.map(({ number, label }) => {
    const wnid = all[Number(label) - first];
    if (wnid === undefined)
      throw bad(path, `has the class ${label} in line ${number}, which ImageNet does not have`, hint);
    return wnid;
  });
  return { wnids, classes: all.toSorted() };
}

/** The line of each image. @throws LabError `bad-input` for images that have none */
function placesOf(path: string, lines: readonly Line[], images: readonly string[]): number[] {
  if (lines[0]?.name !== undefined) {
    const places = new Map(lines.map(({ name }, place) => [name, place]));
    const missing = images.filter((image) => !places.has(stemOf(image)));
    if (missing.length === 0) return images.map((image) => places.get(stemOf(image))!);
    throw bad(path, `does not name ${firstNames(missing)}`, 'Give the list that belongs to these images.');
  }
  if (lines.length === validationImages) {
    return images.map((image) => {
      const number = Number(validationName.exec(image)?.[1]);
      if (number >= 1 && number <= validationImages) return number - 1;
      const what = `is of the ImageNet validation set, of which ${image} is no image`;
      throw bad(path, what, 'Its images are ILSVRC2012_val_00000001.JPEG to ILSVRC2012_val_00050000.JPEG.');
    });
  }
  if (lines.length === images.length) return images.map((_, place) => place);
  const counts = `has ${lines.length.toLocaleString('en')} lines for ${images.length.toLocaleString('en')} images`;
  throw bad(path, counts, `The whole list has ${validationImages.toLocaleString('en')}: get it again.`);
}

/**
 * Reads what classes images are of.
 * @param path as `findGroundTruth` gives it
 * @param images names of files, sorted
 * @throws LabError `bad-input`, `not-found` in one sentence
 */
export async function readGroundTruth(path: string, images: readonly string[]): Promise<LabelledImages> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new LabError('not-found', `${path} can't be read.`, groundTruthHint, error);
  });
  const lines = parseLines(text);
  if (lines.length === 0) throw bad(path, 'lists no image', groundTruthHint);
  const odd = lines.find(({ name }) => (name === undefined) !== (lines[0]?.name === undefined));
  if (odd) throw bad(path, `is of another form in line ${odd.number} than before`, groundTruthHint);
  const { wnids, classes } = wnidsOf(path, lines);
  return { wnids: placesOf(path, lines, images).map((place) => wnids[place]!), classes };
}

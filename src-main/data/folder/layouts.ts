import { join } from 'node:path';
import { className } from '../imagenet/class-names.ts';
import { glimpse, type FolderContent } from './content.ts';
import type { FolderSurvey } from './survey.ts';
import { amount, firstNames, type Finding } from './wording.ts';

/** Folders that datasets keep images in and that are no classes. */
const splitNames = /^(?:train(?:ing)?|val(?:id|idation)?|test(?:ing)?|images?|imgs?|jpegimages|ilsvrc2012_img_\w+)$/i;
/** Names of images that are published without class folders: ImageNet's and TinyImageNet's. */
const publishedFlat = /^(?:ILSVRC2012_(?:val|test)_\d+|(?:val|test)_\d+\.JPEG)/i;

/** Whether a folder is named as a part of a data set, and not as a class or a domain. */
export const isSplit = (name: string): boolean => splitNames.test(name);

/** Whether images lie in a folder without class folders: its name is no class, or theirs are known to be published so. */
export function isFlat(name: string, examples: readonly string[]): boolean {
  if (className(name) !== undefined) return false;
  return splitNames.test(name) || (examples.length > 0 && examples.every((example) => publishedFlat.test(example)));
}

/** Advice for images without class folders; undefined where their names are of no help. */
export function flatHint(examples: readonly string[]): string | undefined {
  if (examples.length === 0 || !examples.every((example) => publishedFlat.test(example))) return undefined;
  return examples.every((example) => /^val_/i.test(example))
    ? 'TinyImageNet lists the classes of these images in val_annotations.txt: put it beside or above them.'
    : 'Put ILSVRC2012_validation_ground_truth.txt of the devkit beside or above these images of the ImageNet validation set, or sort them into one folder per WordNet id.';
}

/** Of class folders that hold images, those where none is a class; none unless that is all of them. */
export function flatFolders(classes: readonly FolderContent[]): readonly FolderContent[] {
  const good = classes.filter(({ images }) => images > 0);
  return good.every(({ name, examples }) => isFlat(name, examples)) ? good : [];
}

/** The warning about a folder above images without class folders. */
export function flatFinding(classes: readonly FolderContent[]): Finding | undefined {
  const flat = flatFolders(classes);
  if (flat.length === 0) return undefined;
  const names = flat.map(({ name }) => name);
  const would = flat.length === 1 ? 'that would be the only class' : 'those would be the classes';
  const message = `The images lie directly in ${firstNames(names)}, not in one folder per class: ${would}.`;
  const hint = flatHint(flat.flatMap(({ examples }) => examples));
  return { level: 'warning', message, ...(hint === undefined ? {} : { hint }) };
}

/** The error about class folders that hold their images one folder further down, as TinyImageNet's `images`. */
export async function nestedFinding({ path, classes }: FolderSurvey): Promise<Finding | undefined> {
  const [first, ...others] = classes;
  const inner = first?.folders[0];
  if (first === undefined || inner === undefined || others.length === 0 || !splitNames.test(inner)) return undefined;
  const alike = classes.filter(({ folders, images }) => images === 0 && folders.length === 1 && folders[0] === inner);
  if (alike.length < classes.length) return undefined;
  const { hasImages } = await glimpse(join(path, first.name, inner));
  if (!hasImages) return undefined;
  const message = `The images of each class lie one folder too deep, in ${first.name}/${inner}, as TinyImageNet has them.`;
  return { level: 'error', message, hint: 'Move or link them up into the class folders: <class>/<image>.' };
}

const containers: readonly { readonly what: string; readonly endings: readonly string[] }[] = [
  { what: 'archives of NumPy arrays', endings: ['.npz'] },
  { what: 'Parquet or Arrow tables, as Hugging Face has them', endings: ['.parquet', '.arrow'] },
  { what: 'an LMDB database', endings: ['.mdb', '.lmdb'] },
  { what: 'TFRecord files', endings: ['.tfrecord', '.tfrecords'] },
  { what: 'HDF5 files', endings: ['.h5', '.hdf5'] },
];

/** The error about images that are packed into files of another kind, by the endings in a folder and those within. */
export function packedFinding(name: string, all: readonly FolderContent[]): Finding | undefined {
  const counts = (endings: readonly string[]): number =>
    all.reduce((sum, { foreign }) => sum + endings.reduce((own, ending) => own + (foreign[ending] ?? 0), 0), 0);
  const found = containers.find(({ endings }) => counts(endings) > 0);
  if (!found) return undefined;
  const message = `${name} holds ${found.what} (${amount(counts(found.endings), 'file')}), which the lab does not read.`;
  return { level: 'error', message, hint: 'Write the images out as PNG, one folder per class: <class>/<image>.' };
}

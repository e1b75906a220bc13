import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { severities } from '../../../src-shared/corruptions.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { classListName } from '../folder/class-list.ts';
import { readWholeNumbers } from '../npy.ts';
import { arrayFile, labelsName } from './array-files.ts';

/** Class names in `classnames.txt`; undefined without one. @throws LabError `bad-input` for an empty line or name twice */
export async function readClassNames(root: string): Promise<string[] | undefined> {
  const path = join(root, classListName);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const names = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
  const wrong = names.findIndex((name, line) => name === '' || names.indexOf(name) !== line);
  if (wrong < 0) return names;
  const message = `${path} ${names[wrong] === '' ? 'has no name' : `names ${names[wrong]} again`} in line ${wrong + 1}.`;
  throw new LabError('bad-input', message, 'Write the names of the classes in the order of their labels, one a line.');
}

export interface LabelsWanted {
  /** Images that need a label. */
  readonly count: number;
  /** Whether the labels may come once for each severity. */
  readonly blocks: boolean;
  /** Of all classes, where they are known. */
  readonly classNames: readonly string[] | undefined;
}

/**
 * The labels of a set and the names of its classes: without names, the labels themselves.
 * @throws LabError `bad-input` for another number of labels, labels that differ between severities or are of no class
 */
export async function readLabels(
  root: string,
  { count, blocks, classNames }: LabelsWanted,
): Promise<{ labels: Int32Array; classNames: readonly string[] }> {
  const path = join(root, arrayFile(labelsName));
  const all = await readWholeNumbers(path);
  const inBlocks = blocks && all.length === severities.length * count;
  if (all.length !== count && !inBlocks) {
    const wanted = blocks ? `${severities.length * count} images (${count} of each severity)` : `${count} images`;
    throw new LabError(
      'bad-input',
      `${path} holds ${all.length} labels for ${wanted}.`,
      blocks ? 'There must be one for each image, or for each image of one severity.' : 'There must be one for each.',
    );
  }
  const labels = all.slice(0, count);
  const differing = all.findIndex((label, row) => label !== labels[row % count]);
  if (differing >= 0) {
    const [image, severity] = [differing % count, Math.floor(differing / count) + 1];
    throw new LabError(
      'bad-input',
      `${path} gives image ${image} the label ${all[differing]} at severity ${severity}, but ${labels[image]} at severity 1.`,
      'All severities must be of the same images in the same order, as in CIFAR-10-C.',
    );
  }
  const classes = classNames?.length ?? Infinity;
  const stray = labels.findIndex((label) => label < 0 || label >= classes);
  if (stray >= 0) {
    const known = classNames ? `there are ${classes} classes, 0 to ${classes - 1}` : 'labels count from 0';
    const hint = classNames && `Compare it with ${classListName}, or with the benchmark that was chosen.`;
    throw new LabError('bad-input', `${path} holds the label ${labels[stray]} at position ${stray}; ${known}.`, hint);
  }
  const most = labels.reduce((highest, label) => Math.max(highest, label), 0);
  return { labels, classNames: classNames ?? Array.from({ length: most + 1 }, (_, label) => String(label)) };
}

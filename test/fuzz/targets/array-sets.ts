import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openArrayReader } from '../../../src-main/data/arrays/array-reader.ts';
import { arrayShifts, readArraySet } from '../../../src-main/data/arrays/array-set.ts';
import { listFolder } from '../../../src-main/data/folder/scan.ts';
import { writeArraySet } from '../../support/array-set.ts';
import { below, choose, mutateBytes } from '../mutate.ts';
import { outcomeOf } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const side = 8;

/** Reads one image of a set that was taken. @throws Error unless it has the size that was asked for */
async function readOne(root: string, image: number): Promise<void> {
  const set = await readArraySet(root);
  const shift = arrayShifts(set)[image % arrayShifts(set).length]!;
  const reader = openArrayReader(set);
  try {
    const { data } = await reader.read(image % set.count, side, shift);
    if (data.length !== 3 * side * side) throw new Error('An image is read in another size.');
  } finally {
    await reader.close();
  }
  if (set.labels.some((label) => set.classNames[label] === undefined)) throw new Error('A label is of no class.');
}

/** Sets of arrays with one damaged file. */
export const arraySetsTarget: FuzzTarget = {
  name: 'array-sets',
  open(folder) {
    writeArraySet(folder, { side, clean: 'clean' });
    writeFileSync(path.join(folder, 'classnames.txt'), 'cat\ndog\nemu\n');
    const files = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
    return {
      attempt(random) {
        for (const { name, bytes } of files) writeFileSync(path.join(folder, name), bytes);
        const { name, bytes } = choose(random, files);
        // Mostly in the head, which is small beside the pixels.
        const head = random() < 0.8 ? Math.min(bytes.length, 200) : bytes.length;
        writeFileSync(
          path.join(folder, name),
          Buffer.concat([mutateBytes(bytes.subarray(0, head), random), bytes.subarray(head)]),
        );
        const image = below(random, 1000);
        return outcomeOf(() => readOne(folder, image));
      },
    };
  },
};

const images = [1, 2, 3, 4].map((number) => `ILSVRC2012_val_${String(number).padStart(8, '0')}.JPEG`);
const lists = [
  { name: 'val.txt', text: images.map((name, i) => `${name} ${i * 7}`).join('\n') },
  { name: 'imagenet_2012_validation_synset_labels.txt', text: 'n01440764\nn01443537\nn01440764\nn02119789\n' },
  { name: 'ILSVRC2012_validation_ground_truth.txt', text: '490\n361\n171\n822\n' },
];

/** Flat images with a damaged list of their classes. */
export const classListsTarget: FuzzTarget = {
  name: 'class-lists',
  open(folder) {
    return {
      attempt(random) {
        const { name, text } = choose(random, lists);
        const root = path.join(folder, name);
        mkdirSync(root, { recursive: true });
        for (const image of images) writeFileSync(path.join(root, image), '');
        writeFileSync(path.join(root, name), mutateBytes(Buffer.from(text), random));
        return outcomeOf(async () => {
          const { labels, classNames } = await listFolder(root);
          if (labels.length !== images.length) throw new Error('An image has no label.');
          if (labels.some((label) => classNames[label] === undefined)) throw new Error('A label is of no class.');
        });
      },
    };
  },
};

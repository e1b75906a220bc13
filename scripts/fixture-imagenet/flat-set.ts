import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { imagenetClasses } from '../../src-main/data/imagenet/classes.ts';
import type { CleanImages } from './corrupted-set.ts';
import { forAll, put } from './jpeg.ts';
import type { Fixture } from './options.ts';

const validationSize = 50_000;

/**
 * Writes the validation images as they are published: `<folder>/imagenet-val-flat/val/<file>`, with the devkit's list of all
 * 50,000 beside them. Lines of images that are not there name classes at random.
 */
export async function makeFlatSet({ folder, progress }: Fixture, { root, images }: CleanImages): Promise<void> {
  progress(`imagenet-val-flat: ${images.length} images`);
  const target = join(folder, 'imagenet-val-flat');
  await mkdir(join(target, 'val'), { recursive: true });
  const classes = imagenetClasses();
  const numbers = Array.from({ length: validationSize }, (_, i) => classes[i % classes.length]!.devkitNumber);
  await forAll(images, async ({ path, label }) => {
    const name = basename(path);
    numbers[Number(/_(\d{8})\./.exec(name)![1]) - 1] = classes[label]!.devkitNumber;
    await copyFile(join(root, path), join(target, 'val', name));
  });
  await put(join(target, 'ILSVRC2012_validation_ground_truth.txt'), `${numbers.join('\n')}\n`);
}

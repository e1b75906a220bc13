import { join } from 'node:path';
import { benchmarkLabels, imagenetClasses } from '../../src-main/data/imagenet/classes.ts';
import { permutation, seeded, textKey, type Random } from '../../src-shared/random.ts';
import { drawPicture, type Size } from './draw.ts';
import { forAll, putJpeg } from './jpeg.ts';
import { lookOf } from './looks.ts';
import { spread, type Fixture, type PaperSet } from './options.ts';
import { drawPhotoSize } from './sizes.ts';
import { adversarial, photo, renditions, sketch, type Style } from './styles.ts';

/** One picture of a set that is to be made. */
interface Picture {
  /** Relative to the folder of the set. */
  readonly path: string;
  readonly label: number;
  readonly style: Style;
  readonly size: Size;
  readonly grey: boolean;
  readonly random: Random;
}

type UncorruptedSet = PaperSet | 'imagenet-val' | 'imagenet-train';

/** One in so many photographs of ImageNet is grey. */
const greyEvery = 50;

interface Naming {
  readonly wnid: string;
  readonly label: number;
  /** Counts the images of the class. */
  readonly number: number;
  /** One of 1–50,000 that says nothing about the class. */
  readonly fileNumber: number;
  readonly random: Random;
}

/** How the pictures of each set are called and drawn; calls of `random` are in a fixed order. */
const recipes: Readonly<Record<UncorruptedSet, (naming: Naming) => Omit<Picture, 'label' | 'random'>>> = {
  'imagenet-val': ({ wnid, fileNumber, random }) => ({
    path: `${wnid}/ILSVRC2012_val_${String(fileNumber).padStart(8, '0')}.JPEG`,
    style: photo,
    size: drawPhotoSize(random),
    grey: random() < 1 / greyEvery,
  }),
  'imagenet-train': ({ wnid, fileNumber, random }) => ({
    path: `${wnid}/${wnid}_${fileNumber}.JPEG`,
    style: photo,
    size: drawPhotoSize(random),
    grey: random() < 1 / greyEvery,
  }),
  'imagenet-r': ({ wnid, number, label, random }) => {
    const names = Object.keys(renditions);
    const name = names[(label + number) % names.length]!;
    return {
      path: `${wnid}/${name}_${number}.jpg`,
      style: renditions[name]!,
      size: drawPhotoSize(random),
      grey: false,
    };
  },
  'imagenet-v2': ({ label, fileNumber, random }) => ({
    path: `${label}/${fileNumber.toString(16).padStart(8, '0')}.jpeg`,
    style: photo,
    size: drawPhotoSize(random),
    grey: random() < 1 / greyEvery,
  }),
  'imagenet-sketch': ({ wnid, number }) => ({
    path: `${wnid}/sketch_${number}.JPEG`,
    style: sketch,
    size: { width: 360, height: 360 },
    grey: true,
  }),
  'imagenet-a': ({ wnid, number, label, random }) => {
    const { name } = imagenetClasses()[Math.floor(random() * imagenetClasses().length)]!;
    const shares = [random() / 100, random()].map((share) => share.toFixed(6));
    const own = imagenetClasses()[label]!.name;
    return {
      path: `${wnid}/${shares[0]}_${name} _ ${own}_${shares[1]}_${number}.jpg`.replaceAll("'", ''),
      style: adversarial,
      size: drawPhotoSize(random),
      grey: false,
    };
  },
};

const validationSize = 50_000;

/** Labels among the 1,000 of the images of a set: several times the same where its class has several. */
function labelsOf(set: UncorruptedSet, fixture: Fixture): readonly number[] {
  const all = benchmarkLabels('imagenet');
  if (set === 'imagenet-train') {
    return Array.from(
      { length: fixture.sourceImages },
      (_, i) => all[Math.floor((i * all.length) / fixture.sourceImages)]!,
    );
  }
  const own = set === 'imagenet-val' ? all : benchmarkLabels(set);
  return spread(own, fixture.classes).flatMap((label) => Array<number>(fixture.imagesPerClass).fill(label));
}

function planSet(set: UncorruptedSet, fixture: Fixture): Picture[] {
  const { seed, imagesPerClass } = fixture;
  const fileNumbers = permutation(validationSize, seeded(seed, textKey('file numbers')));
  const labels = labelsOf(set, fixture);
  return labels.map((label, i) => {
    const number = i - labels.indexOf(label);
    const random = seeded(seed, textKey(set), label, number);
    const { wnid } = imagenetClasses()[label]!;
    const fileNumber = 1 + fileNumbers[(label * imagesPerClass + number) % validationSize]!;
    return { ...recipes[set]({ wnid, label, number, fileNumber, random }), label, random };
  });
}

/** The variants of ImageNet-V2 are recognised by the names of their folders. */
const folderOf = (set: UncorruptedSet): string =>
  set === 'imagenet-v2' ? 'imagenetv2-matched-frequency-format-val' : set;

/**
 * Draws the images of a set of uncorrupted pictures: `<folder>/<set>/<class>/<file>`.
 * @returns paths relative to `<folder>/<set>` with the labels of their classes
 */
export async function makeCleanSet(set: UncorruptedSet, fixture: Fixture): Promise<{ path: string; label: number }[]> {
  const pictures = planSet(set, fixture);
  fixture.progress(`${set}: ${pictures.length} images`);
  await forAll(pictures, async ({ path, label, style, size, grey, random }) => {
    const image = drawPicture(lookOf(label), style, size, random);
    await putJpeg(join(fixture.folder, folderOf(set), path), image, grey);
  });
  return pictures.map(({ path, label }) => ({ path, label }));
}

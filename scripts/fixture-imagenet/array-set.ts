import { join } from 'node:path';
import { findQuickstartFolder, openImages } from '../../src-main/data/datasets.ts';
import { PreparationPool } from '../../src-main/data/prepare/pool.ts';
import { paintedSide } from '../../src-main/data/quickstart/paint.ts';
import { severities } from '../../src-shared/corruptions.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { put } from './jpeg.ts';
import type { Fixture } from './options.ts';

/** An array of bytes as NumPy saves it. */
function encodeNpy(shape: readonly number[], data: Uint8Array): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((text.length + 11) / 64) * 64 - 10;
  const start = Buffer.from(`\x93NUMPY\x01\x00..${text.padEnd(length - 1)}\n`, 'latin1');
  start.writeUInt16LE(length, 8);
  return Buffer.concat([start, data]);
}

/** Images of the quick start that the first `count` of a split are, under shifts one after the other. */
class Garments {
  readonly count: number;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  private readonly pool: PreparationPool;

  private constructor(
    split: 'test' | 'train',
    { classNames, labelOf }: Awaited<ReturnType<typeof openImages>>,
    count: number,
  ) {
    this.count = count;
    this.classNames = classNames;
    this.labels = Uint8Array.from({ length: count }, (_, index) => labelOf(index));
    this.pool = new PreparationPool({ kind: 'painted', folder: findQuickstartFolder(), split });
  }

  static async open(split: 'test' | 'train', most: number): Promise<Garments> {
    const images = await openImages({ kind: 'quickstart', split });
    return new Garments(split, images, Math.min(most, images.count));
  }

  async array(shifts: readonly Shift[]): Promise<Buffer> {
    const requests = shifts.flatMap((shift) =>
      Array.from({ length: this.count }, (_, index) => ({ index, shift, imageSize: paintedSide })),
    );
    const pixels = (await this.pool.prepare(requests)).map((image) => {
      if ('reason' in image) throw new Error(image.reason);
      return image.pixels;
    });
    return encodeNpy([pixels.length, paintedSide, paintedSide, 3], Buffer.concat(pixels));
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

const clean: Shift = { corruption: 'clean', severity: 0 };

/**
 * Writes the first test images of the quick start, which its model knows, as CIFAR-10-C is laid out: `<folder>/cifar-10-c/`
 * with `<corruption>.npy`, `clean.npy`, `labels.npy` and `classnames.txt`, and images it was trained on in `cifar-10-train`.
 */
export async function makeArraySet({
  folder,
  arrayImages,
  sourceImages,
  corruptions,
  progress,
}: Fixture): Promise<void> {
  const test = await Garments.open('test', arrayImages);
  const train = await Garments.open('train', sourceImages);
  progress(`cifar-10-c: ${corruptions.length} corruptions of ${test.count} images`);
  const root = join(folder, 'cifar-10-c');
  const source = join(folder, 'cifar-10-train');
  try {
    for (const corruption of corruptions) {
      const shifts = severities.map((severity) => ({ corruption, severity }));
      await put(join(root, `${corruption}.npy`), await test.array(shifts));
    }
    await put(join(root, 'clean.npy'), await test.array([clean]));
    const labels = Buffer.concat(severities.map(() => test.labels));
    await put(join(root, 'labels.npy'), encodeNpy([labels.length], labels));
    await put(join(root, 'classnames.txt'), `${test.classNames.join('\n')}\n`);
    await put(join(source, 'images.npy'), await train.array([clean]));
    await put(join(source, 'labels.npy'), encodeNpy([train.count], train.labels));
  } finally {
    await Promise.all([test.close(), train.close()]);
  }
}

import { join } from 'node:path';
import sharp from 'sharp';
import { findQuickstartFolder, openImages } from '../../src-main/data/datasets.ts';
import { shortSide } from '../../src-main/data/folder/framing.ts';
import type { RgbImage } from '../../src-main/data/image.ts';
import { PreparationPool } from '../../src-main/data/prepare/pool.ts';
import { paintedSide } from '../../src-main/data/quickstart/paint.ts';
import { forAll, put } from './jpeg.ts';
import type { Fixture } from './options.ts';

/** Makes a picture of another look of the same size. */
type Look = (image: RgbImage) => RgbImage;

const perPixel =
  (change: (value: number, x: number, y: number, grey: number) => number): Look =>
  ({ width, height, data }) => ({
    width,
    height,
    data: data.map((value, at) => {
      const pixel = Math.floor(at / 3);
      const grey = (data[3 * pixel]! + data[3 * pixel + 1]! + data[3 * pixel + 2]!) / 3;
      return Math.max(0, Math.min(255, Math.round(change(value, pixel % width, Math.floor(pixel / width), grey))));
    }),
  });

const asIs: Look = (image) => image;

/** Looks of the domains; each has garments of its own. */
const domains: Readonly<Record<string, Look>> = {
  painted: asIs,
  'grey print': perPixel((_value, _x, _y, grey) => grey),
  sepia_card: perPixel((value, _x, _y, grey) => 0.4 * value + 0.6 * grey),
};

/** Shifts of names of their own, with severities and without; all have the same garments. */
const shifts: Readonly<Record<string, Look>> = {
  original: asIs,
  'stripes/2': perPixel((value, x) => value + (x % 4 === 0 ? 20 : 0)),
  'stripes/10': perPixel((value, x) => value + (x % 4 === 0 ? 100 : 0)),
  'dimmed/2': perPixel((value) => 0.8 * value),
  'dimmed/10': perPixel((value) => 0.3 * value),
};

interface Garment {
  readonly image: RgbImage;
  readonly label: number;
  readonly index: number;
}

/** The first garments of the test images, and what their classes are called. */
async function readGarments(most: number): Promise<{ garments: readonly Garment[]; names: readonly string[] }> {
  const { count, labelOf, classNames } = await openImages({ kind: 'quickstart', split: 'test' });
  const pool = new PreparationPool({ kind: 'painted', folder: findQuickstartFolder(), split: 'test' });
  try {
    const indices = Array.from({ length: Math.min(most, count) }, (_, index) => index);
    const shift = { corruption: 'clean', severity: 0 };
    const prepared = await pool.prepare(indices.map((index) => ({ index, shift, imageSize: paintedSide })));
    const garments = prepared.map((result, index) => {
      if ('reason' in result) throw new Error(result.reason);
      const image = { width: paintedSide, height: paintedSide, data: result.pixels };
      return { image, label: labelOf(index), index };
    });
    return { garments, names: classNames };
  } finally {
    await pool.close();
  }
}

/** @param margin pixels around it, of which the lab cuts off just as many from photographs */
const encode = ({ width, height, data }: RgbImage, margin: number): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .extend({ top: margin, bottom: margin, left: margin, right: margin, extendWith: 'copy' })
    .png()
    .toBuffer();

async function write(
  root: string,
  place: string,
  garments: readonly Garment[],
  { look, names, margin }: { readonly look: Look; readonly names: readonly string[]; readonly margin: number },
): Promise<void> {
  await forAll(garments, async ({ image, label, index }) => {
    const file = join(root, place, names[label]!, `${String(index).padStart(5, '0')}.png`);
    await put(file, await encode(look(image), margin));
  });
}

const margin = (shortSide(paintedSide, 'photo') - paintedSide) / 2;

/** Writes garments of the quick start as a set of domains: `<folder>/domains/<domain>/<class>/<file>`, and the list of classes. */
export async function makeDomainSet({ folder, arrayImages, progress }: Fixture): Promise<void> {
  const places = Object.entries(domains);
  progress(`domains: ${arrayImages * places.length} images`);
  const { garments, names } = await readGarments(arrayImages * places.length);
  const root = join(folder, 'domains');
  for (const [place, [name, look]] of places.entries()) {
    const own = garments.filter(({ index }) => index % places.length === place);
    await write(root, name, own, { look, names, margin });
  }
  await put(join(root, 'classnames.txt'), `${names.join('\n')}\n`);
}

/** Writes garments of the quick start under shifts of free names: `<folder>/shifts/<shift>[/<severity>]/<class>/<file>`. */
export async function makeShiftSet({ folder, arrayImages, progress }: Fixture): Promise<void> {
  const places = Object.entries(shifts);
  progress(`shifts: ${arrayImages * places.length} images`);
  const { garments, names } = await readGarments(arrayImages);
  const root = join(folder, 'shifts');
  for (const [place, look] of places) await write(root, place, garments, { look, names, margin: 0 });
  await put(join(root, 'classnames.txt'), `${names.join('\n')}\n`);
}

/**
 * Makes the images in resources/quickstart from the original Fashion-MNIST files:
 *   node scripts/make-quickstart-data.ts [--from <folder>] [--to <folder>]
 * The result is the same, byte by byte, whenever it is made with the same Node.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { debianFolder, originalFiles, readOriginal } from '../src-main/data/quickstart/originals.ts';
import { readGreyImages, splitFiles, type GreyImages } from '../src-main/data/quickstart/idx-files.ts';
import { greySide } from '../src-main/data/quickstart/paint.ts';
import { splitNames, splitPositions, type SplitName } from '../src-main/data/quickstart/splits.ts';

const unsignedByte = 0x08;

function idxBytes(shape: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, unsignedByte, shape.length]);
  shape.forEach((extent, i) => header.writeUInt32BE(extent, 4 + 4 * i));
  return Buffer.concat([header, values]);
}

function pick({ images, labels }: GreyImages, positions: Int32Array): { images: Uint8Array; labels: Uint8Array } {
  const pixels = greySide * greySide;
  const picked = new Uint8Array(positions.length * pixels);
  positions.forEach((from, to) => picked.set(images.subarray(from * pixels, (from + 1) * pixels), to * pixels));
  return { images: picked, labels: Uint8Array.from(positions, (from) => labels[from]!) };
}

async function writeSplit(folder: string, split: SplitName, original: GreyImages): Promise<string> {
  const { images, labels } = pick(original, splitPositions(split));
  const names = splitFiles(split);
  const paths = { images: join(folder, names.images), labels: join(folder, names.labels) };
  const packed = gzipSync(idxBytes([labels.length, greySide, greySide], images), { level: 9 });
  await writeFile(paths.images, packed);
  await writeFile(paths.labels, gzipSync(idxBytes([labels.length], labels), { level: 9 }));
  console.log(`${split}: ${labels.length} images, ${Math.round(packed.length / 1024)} KiB`);
  return (await readGreyImages(paths.images, paths.labels)).hash;
}

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: debianFolder },
    to: { type: 'string', default: join(import.meta.dirname, '../resources/quickstart') },
  },
});
await mkdir(values.to, { recursive: true });
const originals = { test: await readOriginal(values.from, 'test'), train: await readOriginal(values.from, 'train') };
const manifest: Record<string, string> = {};
for (const split of splitNames) {
  manifest[split] = await writeSplit(values.to, split, originals[split === 'test' ? 'test' : 'train']);
}
await writeFile(join(values.to, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`Made from ${originalFiles.train.images} and ${originalFiles.test.images} in ${values.from}.`);

import { join } from 'node:path';
import { PreparationPool } from '../../src-main/data/prepare/pool.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { forAll, putJpeg } from './jpeg.ts';
import { spread, type Fixture } from './options.ts';

const side = 224;
/** Images that are corrupted before they are written. */
const atOnce = 128;

export interface CleanImages {
  readonly root: string;
  readonly images: readonly { readonly path: string; readonly label: number }[];
}

/**
 * Corrupts the validation images as ImageNet-C was made: cut to 224×224, corrupted, saved as JPEG in
 * `<folder>/imagenet-c/<corruption>/<severity>/<wnid>/<file>`. They are the ones that the lab makes on the fly.
 */
export async function makeCorruptedSet(fixture: Fixture, { root, images }: CleanImages): Promise<void> {
  const classes = spread([...new Set(images.map(({ label }) => label))], fixture.corruptedClasses);
  const wanted = new Set(classes);
  const indices = images.flatMap(({ label }, index) => (wanted.has(label) ? [index] : []));
  const shifts = fixture.corruptions.flatMap((corruption) =>
    fixture.severities.map((severity): Shift => ({ corruption, severity })),
  );
  const requests = shifts.flatMap((shift) => indices.map((index) => ({ index, shift, imageSize: side })));
  fixture.progress(`imagenet-c: ${requests.length} images`);
  const pool = new PreparationPool({ kind: 'files', root, paths: images.map(({ path }) => path) });
  try {
    for (let first = 0; first < requests.length; first += atOnce) {
      const chunk = requests.slice(first, first + atOnce);
      const prepared = await pool.prepare(chunk);
      await forAll(chunk, async ({ index, shift: { corruption, severity } }, place) => {
        const { path } = images[index]!;
        const result = prepared[place]!;
        if ('reason' in result) throw new Error(`${path} can't be corrupted: ${result.reason}`);
        const target = join(fixture.folder, 'imagenet-c', corruption, String(severity), path);
        await putJpeg(target, { width: side, height: side, data: result.pixels });
      });
    }
  } finally {
    await pool.close();
  }
}

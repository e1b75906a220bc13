import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The text of an own corruption that works: dead pixels. @param change of the text, to break it */
export function ownCorruptionText(id: string, change: (text: string) => string = (text) => text): string {
  return change(`import { defineCorruption, type RgbImage } from 'mgtta-lab/corruption';

export default defineCorruption({
  id: '${id}',
  name: 'Own ${id}',
  summary: 'Turns some pixels black.',
  doc: 'Dead **pixels**.',
  strengths: [0.05, 0.2, 0.5],
  corrupt({ width, height, data }: RgbImage, share, random) {
    const corrupted = data.slice();
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (random.unit() < share) corrupted.fill(0, 3 * pixel, 3 * pixel + 3);
    }
    return { width, height, data: corrupted };
  },
});
`);
}

/** Writes a file of an own corruption. @returns its path */
export function writeOwnCorruption(folder: string, id: string, text = ownCorruptionText(id), language = 'ts'): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${id}.corruption.${language}`);
  writeFileSync(file, text);
  return file;
}

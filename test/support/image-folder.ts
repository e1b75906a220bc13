import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A PNG of one colour that differs by `shade`. */
export function plainPng(shade: number, side = 40): Promise<Buffer> {
  const data = Buffer.alloc(side * side * 3).map(
    (_, i) => (shade * 40 + (i % 3) * 60 + Math.floor(i / (3 * side))) % 256,
  );
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes a file, making its folders. */
export async function put(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Writes `<root>/<class>/<i>.png`. @returns root */
export async function writeImageFolder(root: string, classes: readonly string[], imagesEach = 2): Promise<string> {
  for (const [label, name] of classes.entries()) {
    for (let i = 0; i < imagesEach; i++) await put(join(root, name, `${i}.png`), await plainPng(label + 3 * i));
  }
  return root;
}

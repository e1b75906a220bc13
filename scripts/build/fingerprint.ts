import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What the bundler reads, below the root of the repository; folders with all that is in them. */
const inputs = [
  'docs',
  'electron.vite.config.ts',
  'NOTICE',
  'package.json',
  'package-lock.json',
  'scripts/build',
  'src-main',
  'src-renderer',
  'src-shared',
];

/** All input files, in an order that no file system decides. */
function inputFiles(root: string): string[] {
  const files = inputs.flatMap((input) => {
    const place = path.join(root, input);
    if (!existsSync(place)) return [];
    if (path.extname(input) !== '' || input === 'NOTICE') return [input];
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)));
  });
  return files.sort();
}

/** SHA-256 over names and contents of all that a build reads, hex. Contents, since a checkout changes times only. */
export function sourceFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of inputFiles(root)) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

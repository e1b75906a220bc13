import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Sources that the bundler reads, below the root of the repository. */
export const bundled = [
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

/** All files of some paths, in an order that no file system decides. */
function filesOf(root: string, inputs: readonly string[]): string[] {
  const files = inputs.flatMap((input) => {
    const place = path.join(root, input);
    if (!existsSync(place)) return [];
    if (statSync(place).isFile()) return [input];
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)));
  });
  return files.sort();
}

/** SHA-256 over names and contents of files, hex; folders with all that is in them. Contents, since a checkout changes times only. */
export function fingerprintOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of filesOf(root, paths)) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** That of all that a build reads. */
export const sourceFingerprint = (root: string): string => fingerprintOf(root, bundled);

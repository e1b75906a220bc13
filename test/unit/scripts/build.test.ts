import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sourceFingerprint } from '../../../scripts/build/fingerprint.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('build');
const source = join(root, 'src-main', 'lab', 'lab.ts');

beforeEach(() => {
  mkdirSync(join(root, 'src-main', 'lab'), { recursive: true });
  writeFileSync(source, 'export const lab = 1;\n');
  writeFileSync(join(root, 'package.json'), '{}');
});

describe('fingerprint of what a build reads', () => {
  it('stays where only times change, and where files change that no build reads', () => {
    const before = sourceFingerprint(root);
    utimesSync(source, new Date(0), new Date(0));
    writeFileSync(join(root, 'README.md'), 'words');
    expect(sourceFingerprint(root)).toBe(before);
  });

  it.each([
    ['a source changes', () => writeFileSync(source, 'export const lab = 2;\n')],
    ['a source is added', () => writeFileSync(join(root, 'src-main', 'more.ts'), '')],
    ['a source is renamed', () => renameSync(source, join(root, 'src-main', 'lab', 'other.ts'))],
    ['the version changes', () => writeFileSync(join(root, 'package.json'), '{"version":"9"}')],
  ])('changes where %s', (_what, change) => {
    const before = sourceFingerprint(root);
    change();
    expect(sourceFingerprint(root)).not.toBe(before);
  });
});

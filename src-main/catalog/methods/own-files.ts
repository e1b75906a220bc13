import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { ownIdPattern, reservedIds } from '../../methods/own/own-source.ts';

/** A file of the user's own that may be loaded. */
export interface OwnFile {
  readonly id: string;
  readonly file: string;
  readonly source: string;
  /** Fingerprint of the source, `sha256:…`. */
  readonly hash: string;
}

/** A file that is named like a method, and why it isn't loaded. */
export interface RefusedFile {
  readonly id: string;
  readonly file: string;
  readonly problem: LabError;
}

const namePattern = /^(.*)\.method\.(ts|mjs)$/;
const mostBytes = 1_000_000;

export const hashOfSource = (source: string): string => `sha256:${createHash('sha256').update(source).digest('hex')}`;

/** Reads a file, provided that it lies in the folder itself. @throws LabError */
function readInside(folder: string, name: string): string {
  const file = path.join(folder, name);
  if (path.dirname(realpathSync(file)) !== realpathSync(folder)) {
    throw new LabError(
      'bad-input',
      `${name} is a link to a file outside of ${folder}.`,
      'Put the file itself into the folder.',
    );
  }
  const { size } = lstatSync(realpathSync(file));
  if (!lstatSync(realpathSync(file)).isFile()) throw new LabError('bad-input', `${name} is no file.`);
  if (size > mostBytes) throw new LabError('bad-input', `${name} has ${size} bytes, which is no method any more.`);
  return readFileSync(file, 'utf8');
}

export function checkId(id: string, builtIn: ReadonlySet<string>): void {
  if (!ownIdPattern.test(id)) {
    throw new LabError(
      'bad-input',
      `'${id}' can't be the id of a method.`,
      'Use small letters, digits, - and _, beginning with a letter; at most 40.',
    );
  }
  if (builtIn.has(id)) {
    throw new LabError('bad-input', `${id} is a built-in method.`, 'Give the file another name.');
  }
  if (reservedIds.includes(id)) throw new LabError('bad-input', `${id} is a word of the lab.`, 'Give another name.');
}

/** A text that is another one when a file of a method was saved, came or went. */
export function stampOf(folders: readonly string[]): string {
  const lines = folders.flatMap((folder) =>
    namesIn(folder).map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name), { throwIfNoEntry: false }) ?? {};
      return JSON.stringify([folder, name, size, mtimeMs]);
    }),
  );
  return lines.join('\n');
}

/** Files that are named like methods; none where there is no folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => namePattern.test(name))
      .sort();
  } catch {
    return [];
  }
}

/**
 * The methods in some folders of the user's own, by name. Files elsewhere are never read, nor those that links lead to.
 * @param builtIn ids that are taken
 */
export function ownFiles(folders: readonly string[], builtIn: ReadonlySet<string>): readonly (OwnFile | RefusedFile)[] {
  const found: (OwnFile | RefusedFile)[] = [];
  for (const folder of folders) {
    for (const name of namesIn(folder)) {
      const id = namePattern.exec(name)?.[1] ?? '';
      const file = path.join(folder, name);
      try {
        checkId(id, builtIn);
        const first = found.find((other) => other.id === id);
        if (first) throw new LabError('bad-input', `${id} is in ${first.file} already.`, 'Keep one of them.');
        const source = readInside(folder, name);
        found.push({ id, file, source, hash: hashOfSource(source) });
      } catch (error) {
        found.push({ id, file, problem: toLabError(error) });
      }
    }
  }
  return found;
}

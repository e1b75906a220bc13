import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { allCorruptionNames } from '../../../src-shared/corruptions.ts';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { hashOfSource, ownIdPattern, reservedIds, type OwnKind, type OwnSource } from '../../own/own-source.ts';

/** A user-defined file that may be loaded. */
export interface OwnFile extends Readonly<OwnSource> {
  /** Fingerprint of the source, `sha256:…`. */
  readonly hash: string;
}

/** A file named like a user-defined one, and why it isn't loaded. */
export interface RefusedFile {
  readonly id: string;
  readonly file: string;
  readonly problem: LabError;
}

const namePatterns: Readonly<Record<OwnKind, RegExp>> = {
  method: /^(.*)\.method\.(ts|mjs)$/,
  corruption: /^(.*)\.corruption\.(ts|mjs)$/,
};
const mostBytes = 1_000_000;

/** Ids that are taken. Methods bring TensorFlow.js along, so they are loaded when first asked for. */
export async function builtInIds(kind: OwnKind): Promise<ReadonlySet<string>> {
  if (kind === 'corruption') return new Set(allCorruptionNames);
  const { methods } = await import('../../methods/method-registry.ts');
  return new Set(Object.keys(methods));
}

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
  if (size > mostBytes)
    throw new LabError('bad-input', `${name} has ${size} bytes, which is too many for an own file.`);
  return readFileSync(file, 'utf8');
}

/** @throws LabError `bad-input` for what can't be the id of an own file */
export function checkId(kind: OwnKind, id: string, builtIn: ReadonlySet<string>): void {
  if (!ownIdPattern.test(id)) {
    throw new LabError(
      'bad-input',
      `'${id}' can't be the id of a ${kind}.`,
      'Use small letters, digits, - and _, beginning with a letter; at most 40.',
    );
  }
  if (builtIn.has(id)) {
    throw new LabError('bad-input', `${id} is a built-in ${kind}.`, 'Give the file another name.');
  }
  if (reservedIds[kind].includes(id))
    throw new LabError('bad-input', `${id} is a reserved name.`, 'Give another name.');
}

/** A text that is another one when an own file was saved, came or went. */
export function stampOf(folders: readonly string[]): string {
  const lines = folders.flatMap((folder) =>
    Object.values(namePatterns)
      .flatMap((pattern) => namesIn(folder, pattern))
      .map((name) => {
        const { size, mtimeMs } = statSync(path.join(folder, name), { throwIfNoEntry: false }) ?? {};
        return JSON.stringify([folder, name, size, mtimeMs]);
      }),
  );
  return lines.join('\n');
}

/** Files of a folder that are named so; none where there is no folder. */
function namesIn(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .sort();
  } catch {
    return [];
  }
}

/**
 * The own files of a kind in some of the user's folders, by name. Files elsewhere are never read, nor those that links lead to.
 * @param builtIn ids that are taken
 */
export function ownFiles(
  kind: OwnKind,
  folders: readonly string[],
  builtIn: ReadonlySet<string>,
): readonly (OwnFile | RefusedFile)[] {
  const pattern = namePatterns[kind];
  const found: (OwnFile | RefusedFile)[] = [];
  for (const folder of folders) {
    for (const name of namesIn(folder, pattern)) {
      const id = pattern.exec(name)?.[1] ?? '';
      const file = path.join(folder, name);
      try {
        checkId(kind, id, builtIn);
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

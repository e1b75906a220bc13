import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { areNumbered } from './class-order.ts';
import { amount, firstNames, type Finding } from './wording.ts';

/** The file beside class folders, domains or shifts that says which classes there are. */
export const classListName = 'classnames.txt';

/** The classes of a dataset in the order of their labels. */
export interface ClassList {
  /** Names of their folders. */
  readonly folders: readonly string[];
  /** Names of the classes themselves. */
  readonly titles: readonly string[];
}

const plainNumber = (name: string): string => name.replace(/^0+(?=\d)/, '');

/**
 * The classes that a text lists, one a line: a folder, a folder and after a space what the class is called, or, where folders are
 * numbers, only that.
 * @param folders the class folders that there are
 * @throws LabError `bad-input` for a text without classes, or with one of them twice
 */
export function parseClassList(file: string, text: string, folders: readonly string[]): ClassList {
  const present = new Set(folders);
  const lines = text.split('\n').flatMap((line, index) => {
    const name = line.trim();
    if (name === '') return [];
    const [, folder = name, title = name] = /^([^\t]+)\t+(.+)$/.exec(name) ?? /^(\S+)\s+(.+)$/.exec(name) ?? [];
    return [{ number: index + 1, name, ...(present.has(name) ? { folder: name, title: name } : { folder, title }) }];
  });
  if (lines.length === 0) {
    throw new LabError('bad-input', `${file} lists no class.`, 'Write the class folders into it, one a line.');
  }
  const titlesOnly = areNumbered(folders) && !lines.some(({ folder }) => present.has(folder));
  const numbered = new Map(folders.map((folder) => [plainNumber(folder), folder]));
  const classes = lines.map(({ number, name, folder, title }, label) =>
    titlesOnly
      ? { number, folder: numbered.get(String(label)) ?? String(label), title: name }
      : { number, folder, title },
  );
  const seen = new Map<string, number>();
  for (const { number, folder } of classes) {
    const before = seen.get(folder);
    if (before !== undefined) {
      const message = `${file} lists the class ${folder} twice, in line ${before} and in line ${number}.`;
      throw new LabError('bad-input', message, 'Each class stands in one line, in the order of the model.');
    }
    seen.set(folder, number);
  }
  return { folders: classes.map(({ folder }) => folder), titles: classes.map(({ title }) => title) };
}

/**
 * The classes that a dataset lists beside its folders; undefined where it has no list.
 * @param root the folder of the dataset @param folders the class folders that there are
 * @throws LabError as `parseClassList`
 */
export async function readClassList(
  root: string,
  folders: () => Promise<readonly string[]>,
): Promise<ClassList | undefined> {
  const file = join(root, classListName);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseClassList(file, text, await folders());
}

/** Findings of a list on the class folders that there are. An error comes alone. */
export function listFindings({ folders }: ClassList, classes: readonly { readonly name: string }[]): Finding[] {
  const wanted = new Set(folders);
  const present = new Set(classes.map(({ name }) => name));
  const strange = [...present].filter((name) => !wanted.has(name));
  const there = folders.filter((name) => present.has(name)).length;
  if (there === 0) {
    const message = `None of ${amount(present.size, 'class folder')} is listed in ${classListName}: ${firstNames(strange)}.`;
    return [{ level: 'error', message, hint: 'Each line begins with the name of a class folder.' }];
  }
  const missing = folders.length - there;
  const message = `${classListName} says which classes there are: ${amount(folders.length, 'class', 'classes')}`;
  return [
    { level: 'info', message: missing === 0 ? `${message}.` : `${message}, ${missing} of them without a folder.` },
    ...(strange.length === 0 ? [] : [strangers(strange)]),
  ];
}

const strangers = (strange: readonly string[]): Finding => ({
  level: 'warning',
  message: `${amount(strange.length, 'folder is', 'folders are')} not listed in ${classListName} and left out: ${firstNames(strange)}.`,
});

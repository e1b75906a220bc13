import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isImageName } from './image-files.ts';
import { imageFileProblem } from './signature.ts';

/** What lies directly in one folder. */
export interface FolderContent {
  readonly name: string;
  readonly images: number;
  /** Names of some of the images, from across the listing. */
  readonly examples: readonly string[];
  /** Names of folders, and of links to folders. */
  readonly folders: readonly string[];
  /** Names of links among folders and images; those that lead nowhere are in `brokenLinks`. */
  readonly links: number;
  readonly brokenLinks: readonly string[];
  /** Files that are no images, by lower-case ending (`''` for none). */
  readonly foreign: ReadonlyMap<string, number>;
  /** Images by ending as written, e.g. `.JPEG`. */
  readonly endings: ReadonlyMap<string, number>;
  /** Why it can't be looked into; the rest is then empty. */
  readonly problem: string | null;
}

export interface FolderSurvey {
  readonly path: string;
  readonly own: FolderContent;
  readonly classes: readonly FolderContent[];
  /** Images whose first bytes were looked at, and what was wrong with some. */
  readonly checked: number;
  readonly broken: readonly { readonly path: string; readonly problem: string }[];
  /** False when time was up before all folders were counted. */
  readonly complete: boolean;
}

export interface SurveyLimits {
  /** Time to count files in, milliseconds. */
  readonly milliseconds: number;
  /** Images whose first bytes are looked at. */
  readonly checks: number;
}

const examplesPerFolder = 4;
const foldersAtOnce = 8;

/** Counts what a folder `<class>/<image>` holds without decoding an image. Never throws for what lies in the folder. */
export async function surveyFolder(path: string, limits: SurveyLimits): Promise<FolderSurvey> {
  const end = Date.now() + limits.milliseconds;
  const own = await listContent(path, '', end);
  const names = [...own.folders].sort();
  const classes = await inParallel(names, foldersAtOnce, (name) =>
    Date.now() > end ? Promise.resolve(null) : listContent(join(path, name), name, end),
  );
  const counted = classes.filter((content) => content !== null);
  const complete = counted.length === names.length && Date.now() <= end;
  return { path, own, classes: counted, complete, ...(await checkImages(path, counted, limits.checks)) };
}

async function checkImages(path: string, classes: readonly FolderContent[], checks: number) {
  const examples = classes.flatMap(({ name, examples: files }) => files.map((file) => `${name}/${file}`));
  const chosen = spread(examples, checks);
  const problems = await inParallel(chosen, foldersAtOnce, (file) => imageFileProblem(join(path, file)));
  const broken = chosen.flatMap((file, i) => {
    const problem = problems[i];
    return problem === undefined ? [] : [{ path: file, problem }];
  });
  return { checked: chosen.length, broken };
}

/** @param end time in milliseconds after which the rest of a large folder is left out */
export async function listContent(path: string, name: string, end = Infinity): Promise<FolderContent> {
  const folders: string[] = [];
  const images: string[] = [];
  const brokenLinks: string[] = [];
  const foreign = new Map<string, number>();
  const endings = new Map<string, number>();
  let links = 0;
  let problem: string | null = null;
  try {
    let seen = 0;
    for await (const entry of await opendir(path, { bufferSize: 256 })) {
      if (++seen % 1024 === 0 && Date.now() > end) break;
      if (entry.name.startsWith('.')) continue;
      if (entry.isSymbolicLink()) links++;
      const kind = await kindOf(path, entry);
      if (kind === 'nothing') brokenLinks.push(entry.name);
      else if (kind === 'folder') folders.push(entry.name);
      else if (isImageName(entry.name)) {
        images.push(entry.name);
        count(endings, extname(entry.name));
      } else count(foreign, extname(entry.name).toLowerCase());
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    problem = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code || String(error);
  }
  const examples = spread(images.sort(), examplesPerFolder);
  return { name, images: images.length, examples, folders, links, brokenLinks, foreign, endings, problem };
}

async function kindOf(path: string, entry: Dirent): Promise<'folder' | 'file' | 'nothing'> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file';
  const target = await stat(join(path, entry.name)).catch(() => null);
  if (target === null) return 'nothing';
  return target.isDirectory() ? 'folder' : 'file';
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** At most `most` of the items, evenly spread, first and last included. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]!);
}

async function inParallel<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

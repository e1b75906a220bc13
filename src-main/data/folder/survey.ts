import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { inClassOrder } from './class-order.ts';
import type { FolderContent } from './content.ts';
import { inParallel, spread } from './in-parallel.ts';
import type { ListingCache } from './listing-cache.ts';
import { imageFileProblem } from './signature.ts';

export interface FolderSurvey {
  readonly path: string;
  readonly own: FolderContent;
  readonly classes: readonly FolderContent[];
  /** Class folders that are the same folder by a link, each group with its first name first. */
  readonly twins: readonly (readonly string[])[];
  /** Images whose first bytes were read, and what was wrong with some. */
  readonly checked: number;
  readonly broken: readonly { readonly path: string; readonly problem: string }[];
  /** Folders that were counted. */
  readonly counted: number;
  /** False when time was up before all folders were counted. */
  readonly complete: boolean;
}

export interface SurveyLimits {
  /** Time to count files in, milliseconds. */
  readonly milliseconds: number;
  /** Images whose first bytes are read. */
  readonly checks: number;
}

/** Progress of a survey: folders counted so far, of all. */
export type SurveyProgress = (done: number, total: number) => void;

export interface SurveyOptions {
  readonly listings: ListingCache;
  /** Folder below the root of the listings, `''` for the root. */
  readonly relative: string;
  readonly path: string;
  /** Time in milliseconds at which counting ends. */
  readonly end: number;
  readonly checks: number;
  readonly onProgress?: SurveyProgress | undefined;
}

/** Images of each class folder that may be checked. */
const fewestExamples = 4;
/** Folders that are listed side by side: network drives answer slowly, but several at a time. */
export const foldersAtOnce = 8;

/** Counts what a folder `<class>/<image>` holds without decoding an image. Never throws for what lies in the folder. */
export async function surveyFolder(options: SurveyOptions): Promise<FolderSurvey> {
  const { listings, relative, path, end, checks, onProgress } = options;
  const own = await listings.list(relative);
  if (own === null) throw new Error('A listing without a limit has no end.');
  const names = inClassOrder(own.folders);
  // With few folders, more images of each are checked.
  const examples = Math.max(fewestExamples, Math.ceil(checks / Math.max(1, names.length)));
  let done = 0;
  const listed = await inParallel(names, foldersAtOnce, async (name, index) => {
    const content = await listings.list(join(relative, name), index === 0 ? Infinity : end, examples);
    if (content === null) return null;
    onProgress?.(++done, names.length);
    return { ...content, name };
  });
  const classes = listed.filter((content) => content !== null);
  const twins = await findTwins(path, own);
  return {
    path,
    own,
    classes,
    twins,
    counted: classes.length,
    complete: classes.length === names.length,
    ...(await checkImages(path, classes, checks)),
  };
}

async function findTwins(path: string, { folders, linkedFolders }: FolderContent): Promise<string[][]> {
  if (linkedFolders.length === 0) return [];
  const real = await inParallel([...folders].sort(), foldersAtOnce, async (name) => {
    const target = await realpath(join(path, name)).catch(() => name);
    return [target, name] as const;
  });
  const groups = Map.groupBy(real, ([target]) => target);
  return [...groups.values()].filter(({ length }) => length > 1).map((group) => group.map(([, name]) => name));
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

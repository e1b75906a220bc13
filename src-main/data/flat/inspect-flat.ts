import { join } from 'node:path';
import type { FolderContent } from '../folder/content.ts';
import { inParallel, spread } from '../folder/in-parallel.ts';
import { imageFileProblem } from '../folder/signature.ts';
import type { FolderSurvey } from '../folder/survey.ts';
import type { Finding } from '../folder/wording.ts';
import type { FlatListing } from './list-flat.ts';

/** Names of each class that are checked. */
const examples = 4;
const filesAtOnce = 8;

/** Contents of a folder as if its images were in class folders. @param checks images whose first bytes are read */
export async function surveyFlat(
  path: string,
  own: FolderContent,
  { images }: FlatListing,
  checks: number,
): Promise<FolderSurvey> {
  const none = {
    folders: [],
    linkedFolders: [],
    links: 0,
    brokenLinks: 0,
    brokenExamples: [],
    foreign: {},
    endings: {},
  };
  const classes = [...Map.groupBy(images, ({ wnid }) => wnid)].map(([name, ofClass]): FolderContent => {
    const files = ofClass.map(({ file }) => file);
    return { ...none, name, images: files.length, examples: files.slice(0, examples), digest: '', problem: null };
  });
  const chosen = spread(images, checks);
  const problems = await inParallel(chosen, filesAtOnce, ({ file }) => imageFileProblem(join(path, file)));
  const broken = chosen.flatMap(({ file }, i) =>
    problems[i] === undefined ? [] : [{ path: file, problem: problems[i] }],
  );
  const counts = { twins: [], checked: chosen.length, broken, counted: classes.length, complete: true };
  return { path, own: { ...own, images: 0 }, classes, ...counts };
}

/** Where the classes of the images come from. */
export const flatRemark = ({ truth }: FlatListing): Finding => ({
  level: 'info',
  message: `The images lie in one folder; ${truth} lists their classes.`,
});

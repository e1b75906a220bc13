import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { FolderReport } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { listStoredShifts, shiftFolder } from './corrupted.ts';
import { findingsOf, inOrder, type Finding } from './findings.ts';
import { layoutHint } from './image-files.ts';
import { classFolderAbove, classFolderAround, classFoldersBelow } from './neighbours.ts';
import { storedFindings } from './stored-findings.ts';
import { surveyFolder, type SurveyLimits } from './survey.ts';

const usualLimits: SurveyLimits = { milliseconds: 15_000, checks: 64 };

/**
 * Looks at a folder of images `<class>/<image>`: counts, reads the first bytes of some images, and where the folder is
 * not one of images, finds one near by that is. Opens no image and gives the event loop its turns.
 * @throws LabError `bad-input` for a path that is not absolute, `not-found` for one that leads nowhere
 */
export async function inspectFolder(path: string, limits: SurveyLimits = usualLimits): Promise<FolderReport> {
  if (!isAbsolute(path)) {
    throw new LabError('bad-input', `${path} is not a full path.`, 'Give the folder from the root of its disk on.');
  }
  const nothing = { path, usable: false, images: 0, classes: [], stored: [], suggestions: [] };
  const status = await statOf(path);
  if (status === 'missing') throw new LabError('not-found', `The folder ${path} does not exist.`, 'Check the path.');
  if (status === 'unreachable') {
    const hint = 'Allow the user that runs the lab to read it.';
    return { ...nothing, findings: [{ level: 'error', message: "The folder can't be reached.", hint }] };
  }
  if (!status.isDirectory()) {
    const suggestions = await classFolderAround(path);
    const message = `${path} is a file, not a folder of images.`;
    return { ...nothing, suggestions, findings: [{ level: 'error', message, hint: layoutHint }] };
  }
  const stored = await listStoredShifts(path).catch(() => []);
  return stored.length > 0 ? reportOnStored(path, stored, limits) : reportOn(path, limits);
}

async function statOf(path: string): Promise<Stats | 'missing' | 'unreachable'> {
  try {
    return await stat(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreachable';
  }
}

async function reportOn(path: string, limits: SurveyLimits): Promise<FolderReport> {
  const survey = await surveyFolder(path, limits);
  const good = survey.classes.filter(({ images }) => images > 0);
  const above = good.length === 0 && survey.own.images > 0 ? await classFolderAbove(path) : undefined;
  const below = good.length === 0 && above === undefined ? await classFoldersBelow(path) : [];
  const misplaced = misplacement(above, below);
  const findings = misplaced === null ? findingsOf(survey) : [misplaced];
  return {
    path,
    usable: findings.every(({ level }) => level !== 'error'),
    images: good.reduce((sum, { images }) => sum + images, 0),
    classes: good.map(({ name, images }) => ({ name, images })),
    findings,
    stored: [],
    suggestions: above === undefined ? below : [above],
  };
}

/** A folder as ImageNet-C: all shifts show the same images, so one of them is looked at for all. */
async function reportOnStored(path: string, stored: readonly Shift[], limits: SurveyLimits): Promise<FolderReport> {
  const [first] = stored;
  const { images, classes, usable, findings } = await reportOn(shiftFolder(path, first!), limits);
  const all = [...findings, ...storedFindings(stored)];
  return { path, usable, images, classes, findings: inOrder(all), stored: [...stored], suggestions: [] };
}

/** What is wrong with a folder that is one level off: nothing else about it matters. */
function misplacement(above: string | undefined, below: readonly string[]): Finding | null {
  if (above !== undefined) {
    const message = 'This looks like the folder of one class: the folder above holds others like it.';
    return { level: 'error', message, hint: 'Choose the folder above.' };
  }
  if (below.length === 0) return null;
  const message = 'This folder is too high: the class folders lie further down.';
  return { level: 'error', message, hint: 'Choose the folder that holds the class folders.' };
}

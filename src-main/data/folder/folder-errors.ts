import { basename } from 'node:path';
import { layoutHint } from './image-files.ts';
import { flatHint, packedFinding } from './layouts.ts';
import type { FolderSurvey } from './survey.ts';
import { amount, sum, type Finding } from './wording.ts';

const archives = new Set(['.zip', '.tar', '.gz', '.tgz', '.7z', '.rar']);

/** Problems that make a folder unusable; none for one that can be used. */
export function errorsOf(survey: FolderSurvey): Finding[] {
  const { path, own, classes, complete } = survey;
  const name = basename(path) || path;
  if (own.problem !== null) {
    const hint = 'Allow the user that runs the lab to read it, e.g. with chmod -R u+rX.';
    return [{ level: 'error', message: `The folder can't be read: ${own.problem}.`, hint }];
  }
  if (classes.some(({ images }) => images > 0)) return noImageAtAll(survey);
  if (own.images > 0) return [imagesWithoutClasses(survey, name)];
  const packed = sum(Object.entries(own.foreign).map(([ending, count]) => (archives.has(ending) ? count : 0)));
  if (packed > 0 && own.folders.length === 0) {
    const message = `${name} holds ${amount(packed, 'archive')}, but no images in class folders.`;
    return [{ level: 'error', message, hint: 'Unpack it first and choose the folder that holds the class folders.' }];
  }
  const container = packedFinding(name, [own, ...classes]);
  if (container) return [container];
  if (classes.length > 0 && !complete) {
    return [{ level: 'error', message: `No images were found in ${name} in time.`, hint: 'Have everything counted.' }];
  }
  const empty = own.folders.length === 0 && Object.keys(own.foreign).length === 0 && own.brokenLinks === 0;
  const message = empty ? `${name} is empty.` : `No folder in ${name} holds images.`;
  return [{ level: 'error', message, hint: layoutHint }];
}

/** Files that have the names of images only. */
function noImageAtAll({ checked, broken }: FolderSurvey): Finding[] {
  if (checked === 0 || broken.length < checked) return [];
  const message = `None of ${amount(checked, 'image')} checked is valid: ${broken[0]!.path} ${broken[0]!.problem}.`;
  return [{ level: 'error', message, hint: 'Unpack or download the dataset again.' }];
}

function imagesWithoutClasses({ own }: FolderSurvey, name: string): Finding {
  const message = `${amount(own.images, 'image lies', 'images lie')} directly in ${name}, not in one folder per class.`;
  return { level: 'error', message, hint: flatHint(own.examples) ?? layoutHint };
}

import { basename } from 'node:path';
import type { FolderReport } from '../../../src-shared/api/data.ts';
import { layoutHint } from './image-files.ts';
import type { FolderContent, FolderSurvey } from './survey.ts';

export type Finding = FolderReport['findings'][number];

/** Formats of pictures that users expect to be read. */
const unreadFormats = new Set(['.bmp', '.gif', '.tif', '.tiff', '.heic', '.avif', '.jp2', '.ppm', '.npy', '.npz']);
const archives = new Set(['.zip', '.tar', '.gz', '.tgz', '.7z', '.rar']);
const wordnetId = /^n\d{8}$/;
/** Names told in a sentence; the rest is counted. */
const namesTold = 3;

/** Everything that is wrong or noteworthy about a folder: errors first, then warnings, then what is good to know. */
export function findingsOf(survey: FolderSurvey): Finding[] {
  return [...errorsOf(survey), ...warningsOf(survey), ...remarksOf(survey)];
}

/** Errors first, then warnings, then what is good to know. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const order = ['error', 'warning', 'info'];
  return findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

const withImages = ({ classes }: FolderSurvey): FolderContent[] => classes.filter(({ images }) => images > 0);

/** `3 images`, `1 image`; `plural` where an s doesn't do. */
export function amount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
}

/** The first of the names, and how many more there are. */
export function tell(names: readonly string[]): string {
  const told = names.slice(0, namesTold).join(', ');
  return names.length > namesTold ? `${told} and ${names.length - namesTold} more` : told;
}

function errorsOf(survey: FolderSurvey): Finding[] {
  const { path, own, checked, broken } = survey;
  const name = basename(path) || path;
  if (own.problem !== null) {
    const hint = 'Allow the user that runs the lab to read it, e.g. with chmod -R u+rX.';
    return [{ level: 'error', message: `The folder can't be looked into: ${own.problem}.`, hint }];
  }
  if (withImages(survey).length > 0) {
    if (checked === 0 || broken.length < checked) return [];
    const message = `None of ${amount(checked, 'image')} looked into is one: ${broken[0]!.path} ${broken[0]!.problem}.`;
    return [{ level: 'error', message, hint: 'Unpack or download the dataset again.' }];
  }
  if (own.images > 0) {
    const message = `${amount(own.images, 'image lies', 'images lie')} directly in ${name}, not in one folder per class.`;
    return [{ level: 'error', message, hint: layoutHint }];
  }
  const packed = [...own.foreign].filter(([ending]) => archives.has(ending));
  if (packed.length > 0 && own.folders.length === 0) {
    const message = `${name} holds ${amount(total(packed), 'archive')}, but no images in class folders.`;
    return [{ level: 'error', message, hint: 'Unpack it first and choose the folder that holds the class folders.' }];
  }
  const empty = own.folders.length === 0 && own.foreign.size === 0;
  const message = empty ? `${name} is empty.` : `No folder in ${name} holds images.`;
  return [{ level: 'error', message, hint: layoutHint }];
}

const total = (counts: Iterable<readonly [string, number]>): number => [...counts].reduce((sum, [, n]) => sum + n, 0);

function warningsOf(survey: FolderSurvey): Finding[] {
  const { own, classes, broken, checked, complete } = survey;
  const good = withImages(survey);
  if (good.length === 0) return [];
  const findings: Finding[] = [];
  const warn = (message: string, hint?: string): void => {
    findings.push({ level: 'warning', message, ...(hint === undefined ? {} : { hint }) });
  };
  const closed = classes.filter(({ problem }) => problem !== null);
  if (closed.length > 0) {
    warn(`${amount(closed.length, 'class folder')} can't be looked into: ${tell(closed.map(({ name }) => name))}.`);
  }
  if (broken.length > 0 && broken.length < checked) {
    const [first] = broken;
    const message = `${broken.length} of ${amount(checked, 'image')} looked into can't be used: ${first!.path} ${first!.problem}.`;
    warn(message, 'Runs leave such images out and say which.');
  }
  const empty = classes.filter(({ images, problem }) => images === 0 && problem === null);
  if (empty.length > 0) {
    warn(
      `${amount(empty.length, 'class folder holds', 'class folders hold')} no images: ${tell(empty.map((c) => c.name))}.`,
      'They are left out, and the classes after them count one less: the numbers must be those of the model.',
    );
  }
  if (own.images > 0)
    warn(
      `${amount(own.images, 'image lies', 'images lie')} beside the class folders and ${own.images === 1 ? 'is' : 'are'} left out.`,
    );
  const deep = good.filter(({ folders }) => folders.length > 0);
  if (deep.length > 0) {
    warn(`Folders within class folders are left out, e.g. ${deep[0]!.name}/${deep[0]!.folders[0]!}.`);
  }
  const unread = mergeCounts(good.map(({ foreign }) => foreign)).filter(([ending]) => unreadFormats.has(ending));
  if (unread.length > 0) {
    const formats = unread.map(([ending]) => ending).join(', ');
    warn(
      `${amount(total(unread), 'file has a format', 'files have formats')} that the lab does not read: ${formats}.`,
      'Convert them to PNG.',
    );
  }
  const lost = classes.flatMap(({ name, brokenLinks }) => brokenLinks.map((link) => `${name}/${link}`));
  if (lost.length > 0) warn(`${amount(lost.length, 'link leads', 'links lead')} nowhere: ${tell(lost)}.`);
  if (good.length === 1) warn('There is only one class.', layoutHint);
  if (isNumberedWithoutZeros(good.map(({ name }) => name))) {
    warn(
      'The class folders are numbered without leading zeros, but classes are sorted as text: 10 comes before 2.',
      'Rename them so that their order as text is that of the classes, e.g. 02 and 10.',
    );
  }
  if (!complete) warn('The folder is so large that not everything was counted.', 'It can be used all the same.');
  return findings;
}

function isNumberedWithoutZeros(names: readonly string[]): boolean {
  if (!names.every((name) => /^\d+$/.test(name))) return false;
  const asText = [...names].sort();
  return asText.some((name, i) => i > 0 && Number(name) < Number(asText[i - 1]));
}

function mergeCounts(maps: readonly ReadonlyMap<string, number>[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const [key, count] of maps.flatMap((map) => [...map])) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums];
}

function remarksOf(survey: FolderSurvey): Finding[] {
  const good = withImages(survey);
  if (good.length === 0) return [];
  const remarks: string[] = [];
  const sizes = good.map(({ images }) => images);
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)];
  remarks.push(
    `Each class holds ${fewest === most ? '' : `${fewest.toLocaleString('en')} to `}${amount(most, 'image')}.`,
  );
  if (good.every(({ name }) => wordnetId.test(name))) {
    const which = good.length === 1000 ? 'all 1,000 classes of ImageNet' : `${good.length} of ImageNet's classes`;
    remarks.push(`The class names are WordNet ids: ${which}.`);
  }
  const endings = mergeCounts(good.map((content) => content.endings)).map(([ending]) => ending);
  if (new Set(endings.map((ending) => ending.toLowerCase())).size < endings.length) {
    remarks.push(`Endings are written in different ways, all of them read: ${endings.sort().join(', ')}.`);
  }
  const links = good.reduce((sum, content) => sum + content.links, survey.own.links);
  if (links > 0) remarks.push(`${amount(links, 'entry is a link', 'entries are links')}; links are followed.`);
  const foreign = mergeCounts([survey.own, ...good].map((content) => content.foreign));
  const other = foreign.filter(([ending]) => !unreadFormats.has(ending));
  if (other.length > 0) {
    const endingNames = other.map(([ending]) => ending || 'no ending').join(', ');
    remarks.push(`${amount(total(other), 'other file is', 'other files are')} left out (${endingNames}).`);
  }
  return remarks.map((message) => ({ level: 'info', message }));
}

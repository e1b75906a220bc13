import { className, titled } from '../imagenet/class-names.ts';
import { areNumbered, orderNotices } from './class-order.ts';
import type { FolderContent } from './content.ts';
import { layoutHint } from './image-files.ts';
import { flatFinding } from './layouts.ts';
import { areTrainingImages } from './recognise.ts';
import type { FolderSurvey } from './survey.ts';
import { amount, sum, firstNames, type Finding } from './wording.ts';

/** Formats of pictures that users expect to be read. */
const unreadFormats = new Set(['.bmp', '.gif', '.tif', '.tiff', '.heic', '.avif', '.jp2', '.ppm', '.npy', '.npz']);

/** Parts of a folder that are left out, or may not be as they were meant. */
export function warningsOf(survey: FolderSurvey, hasBenchmark: boolean): Finding[] {
  const { own, classes, twins, broken, checked, counted, complete } = survey;
  const good = classes.filter(({ images }) => images > 0);
  if (good.length === 0) return [];
  const findings: Finding[] = [];
  const warn = (message: string, hint?: string): void => {
    findings.push({ level: 'warning', message, ...(hint === undefined ? {} : { hint }) });
  };
  const closed = classes.filter(({ problem }) => problem !== null);
  if (closed.length > 0) {
    warn(`${amount(closed.length, 'class folder')} can't be read: ${firstNames(namesOf(closed))}.`);
  }
  if (broken.length > 0 && broken.length < checked) {
    const [first] = broken;
    const message = `${broken.length} of ${amount(checked, 'image')} checked can't be used: ${first!.path} ${first!.problem}.`;
    warn(message, 'Runs leave such images out and say which.');
  }
  const empty = classes.filter(({ images, problem }) => images === 0 && problem === null);
  if (empty.length > 0) {
    const what = amount(empty.length, 'class folder holds', 'class folders hold');
    const consequence =
      hasBenchmark || areNumbered(namesOf(classes))
        ? 'Labels stay right; accuracy is over the other classes.'
        : 'They are left out, and the classes after them count one less: the numbers must be those of the model.';
    warn(`${what} no images: ${firstNames(empty.map(({ name }) => titled(name)))}.`, consequence);
  }
  for (const names of twins.slice(0, 3)) {
    warn(`${firstNames(names)} are the same folder by a link, so its images are counted for each of them.`);
  }
  if (own.images > 0) {
    const what = amount(own.images, 'image lies', 'images lie');
    warn(`${what} beside the class folders and ${own.images === 1 ? 'is' : 'are'} left out.`);
  }
  const deep = good.filter(({ folders }) => folders.length > 0);
  if (deep.length > 0) {
    warn(`Folders within class folders are left out, e.g. ${deep[0]!.name}/${deep[0]!.folders[0]!}.`);
  }
  const unread = mergeCounts(good.map(({ foreign }) => foreign)).filter(([ending]) => unreadFormats.has(ending));
  if (unread.length > 0) {
    const what = amount(countIn(unread), 'file has a format', 'files have formats');
    warn(`${what} that the lab does not read: ${unread.map(([ending]) => ending).join(', ')}.`, 'Convert them to PNG.');
  }
  const lost = classes.flatMap(({ name, brokenExamples }) => brokenExamples.map((link) => `${name}/${link}`));
  const allLost = [...own.brokenExamples, ...lost];
  const lostCount = sum([own, ...classes].map(({ brokenLinks }) => brokenLinks));
  if (lostCount > 0)
    warn(`${amount(lostCount, 'link leads', 'links lead')} nowhere: ${firstNames(allLost, lostCount)}.`);
  const flat = flatFinding(classes);
  if (flat) findings.push(flat);
  else if (good.length === 1 && complete) warn('There is only one class.', layoutHint);
  if (!hasBenchmark && complete) for (const notice of orderNotices(namesOf(classes), [])) warn(notice);
  if (!complete) {
    const part = `${counted.toLocaleString('en')} of ${own.folders.length.toLocaleString('en')}`;
    warn(
      `Not everything was counted in time: ${part} class folders.`,
      'The folder can be used nevertheless. Counts are cached; the next check continues from there.',
    );
  }
  return findings;
}

const namesOf = (classes: readonly FolderContent[]): string[] => classes.map(({ name }) => name);

type Counts = Readonly<Record<string, number>>;

function mergeCounts(all: readonly Counts[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const [key, count] of all.flatMap((counts) => Object.entries(counts))) {
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return [...sums];
}

const countIn = (counts: readonly (readonly [string, number])[]): number => sum(counts.map(([, count]) => count));

/** Facts that are good to know. */
export function remarksOf({ own, classes }: FolderSurvey, hasBenchmark: boolean): Finding[] {
  const good = classes.filter(({ images }) => images > 0);
  if (good.length === 0) return [];
  const remarks: string[] = [sizesOf(good)];
  if (!hasBenchmark && good.every(({ name }) => className(name) !== undefined)) {
    const which = good.length === 1000 ? 'all 1,000 classes of ImageNet' : `${good.length} of ImageNet's classes`;
    remarks.push(`The class names are WordNet ids: ${which}.`);
    if (areTrainingImages(good.slice(0, 20).flatMap(({ examples }) => examples))) {
      remarks.push('The images are named as those of the ImageNet training set: they can serve as source images.');
    }
  }
  const endings = mergeCounts(good.map((content) => content.endings)).map(([ending]) => ending);
  if (new Set(endings.map((ending) => ending.toLowerCase())).size < endings.length) {
    remarks.push(`Endings are written in different ways, all of them read: ${endings.sort().join(', ')}.`);
  }
  const links = sum([own, ...good].map((content) => content.links));
  if (links > 0) remarks.push(`${amount(links, 'entry is a link', 'entries are links')}; links are followed.`);
  const foreign = mergeCounts([own, ...good].map((content) => content.foreign));
  const other = foreign.filter(([ending]) => !unreadFormats.has(ending));
  if (other.length > 0) {
    const endingNames = other.map(([ending]) => ending || 'no ending').join(', ');
    remarks.push(`${amount(countIn(other), 'other file is', 'other files are')} left out (${endingNames}).`);
  }
  return remarks.map((message) => ({ level: 'info', message }));
}

function sizesOf(good: readonly FolderContent[]): string {
  const sizes = good.map(({ images }) => images);
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)];
  return `Each class holds ${fewest === most ? '' : `${fewest.toLocaleString('en')} to `}${amount(most, 'image')}.`;
}

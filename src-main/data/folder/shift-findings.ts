import {
  corruptionNames,
  isCorruptionName,
  severities,
  validationCorruptionNames,
  allCorruptionNames,
} from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { titled } from '../imagenet/class-names.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { isOfImagenetC } from './likely-shifts.ts';
import { nearest } from './nearest.ts';
import { isAlike, type ShiftComparison, type ShiftSurvey } from './shift-survey.ts';
import { amount, firstNames, type Finding } from './wording.ts';

/**
 * Which shifts a folder has, and lacks of ImageNet-C where some are of that.
 * @param folders names of all folders beside the shifts
 */
export function storedFindings(stored: readonly Shift[], folders: readonly string[]): Finding[] {
  const published = stored.filter(isOfImagenetC);
  const others = stored.filter((shift) => !isOfImagenetC(shift));
  if (published.length === 0) return [freeFinding(others), ...strangeFolders(folders, stored)];
  const present = new Set(published.map(({ corruption }) => corruption));
  const has = `${amount(present.size, 'corruption')}, ${amount(published.length, 'folder')} of images`;
  return [
    { level: 'info', message: `The images are corrupted already, as those of ImageNet-C: ${has}.` },
    ...(others.length === 0 ? [] : [freeFinding(others)]),
    ...missingCorruptions('test corruptions', corruptionNames, present),
    ...missingSeverities(published, [...present]),
    ...strangeFolders(folders, stored),
    ...missingCorruptions('validation corruptions', validationCorruptionNames, present),
  ];
}

/** Shifts by the names of their folders. */
function freeFinding(stored: readonly Shift[]): Finding {
  const names = [...new Set(stored.map(({ corruption }) => corruption))];
  const levels = [...new Set(stored.map(({ severity }) => severity))].filter((severity) => severity > 0);
  const found = `${amount(names.length, 'shift')} of other names than ImageNet-C's, ${firstNames(names)}`;
  const severityText =
    levels.length === 0 ? 'without severities' : `severities ${levels.sort((a, b) => a - b).join(', ')}`;
  return { level: 'info', message: `The same images under each of ${found}; ${severityText}.` };
}

/** @param misnamed see `misnamedSeverities`; @param hasOthers whether other severities are named as they should be */
export function misnamedFinding(misnamed: readonly string[], hasOthers: boolean): Finding | undefined {
  const [first] = misnamed;
  if (first === undefined) return undefined;
  const what = amount(misnamed.length, 'folder of a severity is', 'folders of severities are');
  const message = `${what} not named 1 to 5 and left out: ${firstNames(misnamed)}.`;
  const hint = `Rename them, e.g. ${first} to ${first.slice(0, first.lastIndexOf('/') + 1)}${first.at(-1)!}.`;
  return { level: hasOthers ? 'warning' : 'error', message, hint };
}

/** Missing ones of the test are a loss; the validation corruptions are a download of their own that few need. */
export function missingCorruptions(kind: string, names: readonly string[], present: ReadonlySet<string>): Finding[] {
  const missing = names.filter((name) => !present.has(name));
  if (missing.length === 0) return [];
  const isTest = names === corruptionNames;
  if (missing.length === names.length) {
    const message = `None of the ${names.length} ${kind} is there.`;
    const hint = isTest ? 'Results are reported on those.' : 'They serve pre-training and the choice of settings.';
    return [{ level: isTest ? 'warning' : 'info', message, hint }];
  }
  const hint = 'Experiments can use those that are there.';
  if (missing.length > names.length / 2) {
    const there = names.filter((name) => present.has(name));
    const message = `${there.length} of the ${names.length} ${kind} ${there.length === 1 ? 'is' : 'are'} there: ${there.join(', ')}.`;
    return [{ level: 'info', message, hint }];
  }
  const message = `${missing.length} of the ${names.length} ${kind} ${missing.length === 1 ? 'is' : 'are'} missing: ${missing.join(', ')}.`;
  return [{ level: isTest ? 'warning' : 'info', message, hint }];
}

/** A copy of one severity of everything is meant so; single severities that are missing are a loss. */
function missingSeverities(stored: readonly Shift[], present: readonly string[]): Finding[] {
  const levels = new Map(present.map((name) => [name, severitiesOf(stored, name)]));
  const different = new Set([...levels.values()].map((found) => found.join(', ')));
  const lacking = [...levels].flatMap(([name, found]) => {
    const missing = severities.filter((severity) => !found.includes(severity));
    return missing.length === 0 ? [] : [`${name} (${missing.join(', ')})`];
  });
  if (lacking.length === 0) return [];
  if (different.size === 1) {
    return [{ level: 'info', message: `Of each corruption there is severity ${[...different][0]!} only.` }];
  }
  const chosen = stored.length < (present.length * severities.length) / 2;
  return [{ level: chosen ? 'info' : 'warning', message: `Severities are missing: ${firstNames(lacking)}.` }];
}

function severitiesOf(stored: readonly Shift[], name: string): number[] {
  return stored.filter(({ corruption }) => corruption === name).map(({ severity }) => severity);
}

function strangeFolders(folders: readonly string[], stored: readonly Shift[]): Finding[] {
  const shown = new Set(stored.map(({ corruption }) => corruption.split('/')[0]!));
  const strange = folders.filter((name) => !shown.has(name) && !isCorruptionName(name)).sort();
  if (strange.length === 0) return [];
  const message = `${amount(strange.length, 'folder is', 'folders are')} no shift and left out: ${firstNames(strange)}.`;
  const missing = stored.some(isOfImagenetC) ? allCorruptionNames.filter((name) => !shown.has(name)) : [];
  const meant = strange.flatMap((name) => {
    const corruption = nearest(name, missing);
    return corruption === undefined ? [] : [`${name} as ${corruption}`];
  });
  if (meant.length === 0) return [{ level: 'warning', message }];
  return [{ level: 'warning', message, hint: `Perhaps they are misnamed: rename ${firstNames(meant)}.` }];
}

/** Whether all shifts show the same images. @param like the shift that the others were compared with */
export function comparisonFindings(survey: ShiftSurvey, like: Shift): Finding[] {
  const { comparisons, compared, of, complete } = survey;
  const empty = comparisons.filter(({ classes }) => classes === 0);
  const odd = comparisons.filter((comparison) => comparison.classes > 0 && !isAlike(comparison));
  const findings: Finding[] = [];
  if (empty.length > 0) {
    const what = amount(empty.length, 'folder holds', 'folders hold');
    const names = firstNames(empty.map(({ shift }) => shiftName(shift)));
    const hint = 'They count as missing. Copy or unpack them again.';
    findings.push({ level: 'warning', message: `${what} no class folders: ${names}.`, hint });
  }
  if (odd.length > 0) {
    const what = amount(odd.length, 'folder holds', 'folders hold');
    const message = `${what} other images than ${shiftName(like)}: ${firstNames(odd.map(describe))}.`;
    const hint = `Runs take the images of ${shiftName(like)}, and leave out those that a shift lacks. Copy or unpack it again.`;
    findings.push({ level: 'warning', message, hint });
  }
  if (!complete) {
    const message = `Not all shifts were compared in time: ${comparisons.length} of those beside ${shiftName(like)}.`;
    findings.push({ level: 'warning', message });
  } else if (comparisons.length > 0 && empty.length + odd.length === 0) {
    const basis =
      compared < of ? ` (${compared} of ${of.toLocaleString('en')} class folders of each were compared)` : '';
    findings.push({ level: 'info', message: `All shifts hold the same images${basis}.` });
  }
  return findings;
}

/** `fog/3 (49 rather than 50 images in n01440764 (tench))` */
function describe({ shift, missing, extra, differing, images, problem }: ShiftComparison): string {
  const [first] = differing;
  const parts = [
    ...(problem === null ? [] : [problem]),
    ...(missing.length > 0 ? [`without ${firstNames(missing.map((name) => titled(name)))}`] : []),
    ...(extra.length > 0 ? [`with ${firstNames(extra.map((name) => titled(name)))} besides`] : []),
    ...(first === undefined ? [] : [difference(first)]),
    ...(images === null ? [] : [`${amount(images, 'image')} in all`]),
  ];
  return `${shiftName(shift)} (${parts.join('; ')})`;
}

function difference({ name, images, expected }: ShiftComparison['differing'][number]): string {
  const folder = titled(name);
  if (images === expected) return `other names in ${folder}`;
  return `${images.toLocaleString('en')} rather than ${amount(expected, 'image')} in ${folder}`;
}

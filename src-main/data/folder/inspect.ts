import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { FolderReport } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Benchmark, Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { flatRemark, surveyFlat } from '../flat/inspect-flat.ts';
import { listFlat } from '../flat/list-flat.ts';
import { isArrayFolder } from '../arrays/array-files.ts';
import { inspectArrays } from '../arrays/inspect-arrays.ts';
import { corruptedLayoutHint, listStoredShifts, misnamedSeverities, withinCorrupted } from './corrupted.ts';
import { readClassList, type ClassList } from './class-list.ts';
import { describeFolder } from './describe.ts';
import { domainFindings, imagesPerDomain, mergeSurveys } from './domain-findings.ts';
import { layoutHint } from './image-files.ts';
import { flatFolders } from './layouts.ts';
import { haveOwnImages, likelyShifts } from './likely-shifts.ts';
import { ListingCache } from './listing-cache.ts';
import { misplacement } from './misplacement.ts';
import { datasetAbove, datasetAround, datasetsBelow } from './neighbours.ts';
import { comparisonFindings, misnamedFinding, storedFindings } from './shift-findings.ts';
import { compareShifts } from './shift-survey.ts';
import { surveyFolder, type FolderSurvey, type SurveyLimits, type SurveyProgress } from './survey.ts';
import { findingOf, inOrder, type Finding } from './wording.ts';

const usualLimits: SurveyLimits = { milliseconds: 15_000, checks: 64 };

export interface InspectOptions {
  /** The benchmark that the folder should hold; null for none, undefined for the one that it looks like. */
  readonly benchmark?: Benchmark | null | undefined;
  /** The folder should hold shifts. */
  readonly corrupted?: boolean | undefined;
  /** Whether they have images of their own; undefined for what it looks like, and false where they should be `corrupted`. */
  readonly domains?: boolean | undefined;
  /** Counts everything, however long it takes, and all images of all shifts. */
  readonly thorough?: boolean | undefined;
  /** Where listings of large folders may be kept. */
  readonly cacheFolder?: string | null;
  readonly onProgress?: SurveyProgress | undefined;
  readonly limits?: SurveyLimits;
}

/** Inputs of an inspection. */
interface Inspection {
  readonly path: string;
  readonly options: InspectOptions;
  readonly listings: ListingCache;
  /** Time in milliseconds at which counting ends. */
  readonly end: number;
}

/**
 * Inspects a folder of images `<class>/<image>`, or `<shift>[/<severity>]/<class>/<image>`: counts, compares with what
 * is published, reads the first bytes of some images, and where the folder is not one of images, finds one near by that
 * is. Opens no image and gives the event loop its turns.
 * @throws LabError `bad-input` for a path that is not absolute, `not-found` for one that leads nowhere
 */
export async function inspectFolder(path: string, options: InspectOptions = {}): Promise<FolderReport> {
  if (!isAbsolute(path)) {
    throw new LabError('bad-input', `${path} is not a full path.`, 'Give the folder from the root of its disk on.');
  }
  const status = await statOf(path);
  if (status === 'missing') throw new LabError('not-found', `The folder ${path} does not exist.`, 'Check the path.');
  if (status === 'unreachable') {
    const hint = 'Allow the user that runs the lab to read it.';
    return unusable(path, { level: 'error', message: "The folder can't be reached.", hint });
  }
  if (!status.isDirectory()) {
    const message = `${path} is a file, not a folder of images.`;
    return unusable(path, { level: 'error', message, hint: layoutHint }, await datasetAround(path));
  }
  if (await isArrayFolder(path)) return inspectArrays(path, options.benchmark ?? null);
  const { thorough = false, limits = usualLimits, cacheFolder = null } = options;
  const listings = new ListingCache(path, cacheFolder);
  const inspection = { path, options, listings, end: thorough ? Infinity : Date.now() + limits.milliseconds };
  const found = await listStoredShifts(path).catch(() => []);
  const isAsked = options.corrupted === true || options.domains !== undefined;
  const stored = isAsked ? found : await likelyShifts(path, found);
  const misnamed = await misnamedSeverities(path).catch(() => []);
  const report = await reportOf(inspection, stored, misnamed);
  await listings.keep();
  return report;
}

async function statOf(path: string): Promise<Stats | 'missing' | 'unreachable'> {
  try {
    return await stat(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreachable';
  }
}

function unusable(path: string, finding: Finding, suggestions: readonly string[] = []): FolderReport {
  const nothing = { usable: false, images: 0, classes: [], benchmark: null, recognised: null };
  const shifts = { stored: [], domains: false, perShift: {} };
  return { path, ...nothing, ...shifts, findings: [finding], suggestions: [...suggestions], complete: true };
}

async function reportOf(
  inspection: Inspection,
  stored: readonly Shift[],
  misnamed: readonly string[],
): Promise<FolderReport> {
  const finding = misnamedFinding(misnamed, stored.length > 0);
  if (stored.length === 0) {
    return finding ? unusable(inspection.path, finding) : safelyOn(inspection.path, () => reportOn(inspection));
  }
  const report = await safelyOn(inspection.path, () => reportOnStored(inspection, stored));
  return finding ? { ...report, findings: inOrder([finding, ...report.findings]) } : report;
}

/** An invalid list of classes makes a folder unusable. */
async function safelyOn(path: string, report: () => Promise<FolderReport>): Promise<FolderReport> {
  try {
    return await report();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return unusable(path, findingOf(error));
  }
}

async function reportOn(inspection: Inspection): Promise<FolderReport> {
  const { path, options } = inspection;
  if (options.corrupted || options.domains !== undefined) {
    const finding = {
      level: 'error',
      message: 'There is no folder of a shift.',
      hint: corruptedLayoutHint,
    } as const;
    const above = await datasetAbove(path);
    return unusable(path, finding, above === undefined ? await datasetsBelow(path) : [above]);
  }
  const flat = await reportOnFlat(inspection);
  if (flat) return flat;
  const survey = await look(inspection, '');
  const misplaced = await misplacement(survey);
  if (misplaced) return unusable(path, misplaced.finding, misplaced.suggestions);
  const within = withinCorrupted(path);
  const isShift = within !== undefined && (await listStoredShifts(within.root).catch(() => [])).length > 0;
  const asked = isShift ? (options.benchmark ?? null) : options.benchmark;
  const list = await readClassList(path, () => Promise.resolve(survey.own.folders));
  const report = describeFolder(survey, { path, stored: null, asked, list });
  if (!isShift && flatFolders(survey.classes).length > 0) {
    return { ...report, suggestions: await datasetsBelow(path) };
  }
  if (!isShift || !report.usable) return report;
  const message = `These are images of ${within.place} only, and the lab would corrupt them once more.`;
  const hint = 'Choose the folder that holds the corruptions.';
  const findings = inOrder([{ level: 'warning', message, hint }, ...report.findings]);
  return { ...report, findings, recognised: null, suggestions: [within.root] };
}

/** Images in no class folders, whose classes are in a list; null for other folders. */
async function reportOnFlat({ path, options, listings }: Inspection): Promise<FolderReport | null> {
  const flat = await listFlat(path);
  if (flat === null) return null;
  const own = await listings.list('');
  const { checks } = options.limits ?? usualLimits;
  const survey = await surveyFlat(path, own!, flat, checks);
  const report = describeFolder(survey, { path, stored: null, asked: options.benchmark });
  return { ...report, findings: inOrder([...report.findings, flatRemark(flat)]) };
}

/** Where all shifts show the same images, one of them is inspected in full; domains are all. */
async function reportOnStored(inspection: Inspection, stored: readonly Shift[]): Promise<FolderReport> {
  const { path, options, listings, end } = inspection;
  const { onProgress, thorough = false } = options;
  const first = await firstWithFolders(listings, stored);
  const others = stored.filter((shift) => shift !== first);
  const survey = await look(inspection, shiftName(first));
  const list = await readClassList(path, () => Promise.resolve(survey.own.folders));
  const comparing = { listings, shifts: others, classes: survey.classes, end, onProgress };
  const shifts = await compareShifts({ ...comparing, thorough: thorough && options.domains !== true });
  if (options.domains ?? (!options.corrupted && haveOwnImages(stored, shifts))) {
    return reportOnDomains(inspection, stored, list);
  }
  const report = describeFolder(survey, { path, stored, asked: options.benchmark, list });
  const own = await listings.list('');
  const empty = new Set(shifts.comparisons.filter(({ classes }) => classes === 0).map(({ shift }) => shiftName(shift)));
  const usableShifts = stored.filter((shift) => !empty.has(shiftName(shift)));
  const findings = [
    ...storedFindings(usableShifts, own?.folders ?? []),
    ...report.findings,
    ...(report.usable ? comparisonFindings(shifts, first) : []),
  ];
  const isWhole = shifts.complete && shifts.compared === shifts.of;
  return {
    ...report,
    path,
    findings: inOrder(findings),
    stored: usableShifts,
    complete: report.complete && (isWhole || others.length === 0),
  };
}

/** A folder as DomainNet: each domain has images of its own, of the same classes. */
async function reportOnDomains(
  inspection: Inspection,
  stored: readonly Shift[],
  list: ClassList | undefined,
): Promise<FolderReport> {
  const { path, options, listings } = inspection;
  const surveys = [];
  for (const shift of stored) surveys.push({ shift, survey: await look(inspection, shiftName(shift)) });
  const report = describeFolder(mergeSurveys(path, surveys), {
    ...{ path, stored, list, domains: true },
    asked: options.benchmark,
  });
  const own = await listings.list('');
  const known = report.benchmark !== null || list !== undefined;
  const findings = [...domainFindings(surveys, own?.folders ?? [], known), ...report.findings];
  return {
    ...report,
    usable: findings.every(({ level }) => level !== 'error'),
    findings: inOrder(findings),
    stored: [...stored],
    perShift: imagesPerDomain(surveys, report.classes),
  };
}

/** The shift that the others are compared with: the first one whose folder isn't empty. */
async function firstWithFolders(listings: ListingCache, stored: readonly Shift[]): Promise<Shift> {
  for (const shift of stored) {
    if ((await listings.list(shiftName(shift)))?.folders.length) return shift;
  }
  return stored[0]!;
}

function look({ path, options, listings, end }: Inspection, relative: string): Promise<FolderSurvey> {
  const { checks } = options.limits ?? usualLimits;
  return surveyFolder({ listings, relative, path: join(path, relative), end, checks, onProgress: options.onProgress });
}

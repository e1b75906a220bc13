import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftName } from '../../../src-shared/runs/streams.ts';
import { inClassOrder } from './class-order.ts';
import type { FolderContent } from './content.ts';
import { otherClasses, otherClassesHint } from './domains.ts';
import { knownDomainSet } from './known-domains.ts';
import type { FolderSurvey } from './survey.ts';
import { amount, firstNames, sum, type Finding } from './wording.ts';

/** Survey of the folder of a domain. */
export interface DomainSurvey {
  readonly shift: Shift;
  readonly survey: FolderSurvey;
}

function mergeCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, count] of all.flatMap((counts) => Object.entries(counts))) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

function merge(name: string, all: readonly FolderContent[]): FolderContent {
  return {
    name,
    images: sum(all.map(({ images }) => images)),
    examples: all.flatMap(({ examples }) => examples),
    digest: '',
    folders: [...new Set(all.flatMap(({ folders }) => folders))],
    linkedFolders: [...new Set(all.flatMap(({ linkedFolders }) => linkedFolders))],
    links: sum(all.map(({ links }) => links)),
    brokenLinks: sum(all.map(({ brokenLinks }) => brokenLinks)),
    brokenExamples: all.flatMap(({ brokenExamples }) => brokenExamples),
    foreign: mergeCounts(all.map(({ foreign }) => foreign)),
    endings: mergeCounts(all.map(({ endings }) => endings)),
    problem: all.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}

/** The domains as if the images of each class lay in one folder. */
export function mergeSurveys(path: string, domains: readonly DomainSurvey[]): FolderSurvey {
  const surveys = domains.map(({ survey }) => survey);
  const byClass = Map.groupBy(
    surveys.flatMap(({ classes }) => classes),
    ({ name }) => name,
  );
  return {
    path,
    own: merge(
      '',
      surveys.map(({ own }) => own),
    ),
    classes: inClassOrder([...byClass.keys()]).map((name) => merge(name, byClass.get(name)!)),
    twins: [],
    checked: sum(surveys.map(({ checked }) => checked)),
    broken: domains.flatMap(({ shift, survey }) =>
      survey.broken.map(({ path: file, problem }) => ({ path: `${shiftName(shift)}/${file}`, problem })),
    ),
    counted: sum(surveys.map(({ counted }) => counted)),
    complete: surveys.every(({ complete }) => complete),
  };
}

/** Images of the classes that count, by the name of the domain. */
export function imagesPerDomain(
  domains: readonly DomainSurvey[],
  classes: readonly { readonly name: string }[],
): Record<string, number> {
  const names = new Set(classes.map(({ name }) => name));
  return Object.fromEntries(
    domains.map(({ shift, survey }) => [
      shiftName(shift),
      sum(survey.classes.filter(({ name }) => names.has(name)).map(({ images }) => images)),
    ]),
  );
}

/**
 * Which domains there are, and what is wrong with them.
 * @param folders names of all folders beside the domains @param known whether classes are known without them
 */
export function domainFindings(
  domains: readonly DomainSurvey[],
  folders: readonly string[],
  known: boolean,
): Finding[] {
  const classed = domains.map(({ shift, survey }) => ({
    name: shiftName(shift),
    classes: new Set(survey.own.folders),
  }));
  const problem = known ? undefined : otherClasses(classed);
  const empty = domains.filter(({ survey }) => survey.complete && survey.classes.every(({ images }) => images === 0));
  const counts = domains.map(
    ({ shift, survey }) =>
      `${shiftName(shift)} (${sum(survey.classes.map(({ images }) => images)).toLocaleString('en')})`,
  );
  const set = knownDomainSet([...new Set(classed.flatMap(({ classes }) => [...classes]))]);
  const shown = new Set(domains.map(({ shift }) => shift.corruption.split('/')[0]!));
  const strange = folders.filter((name) => !shown.has(name)).sort();
  return [
    ...(problem === undefined ? [] : [{ level: 'error' as const, message: problem, hint: otherClassesHint }]),
    ...empty.map(({ shift }): Finding => {
      const message = `The domain ${shiftName(shift)} holds no images.`;
      return { level: 'error', message, hint: 'Copy or unpack it again, or move its folder elsewhere.' };
    }),
    {
      level: 'info',
      message: `${set === undefined ? '' : `The classes are those of ${set}. `}${amount(domains.length, 'domain')} with images of their own: ${counts.join(', ')}.`,
    },
    ...(strange.length === 0
      ? []
      : [
          {
            level: 'warning' as const,
            message: `${amount(strange.length, 'folder is', 'folders are')} no domain and left out: ${firstNames(strange)}.`,
          },
        ]),
  ];
}

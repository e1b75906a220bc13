import type { FolderReport } from '../../../src-shared/api/data.ts';
import type { Benchmark, Shift } from '../../../src-shared/run-config.ts';
import { className } from '../imagenet/class-names.ts';
import { benchmarkClasses } from '../imagenet/classes.ts';
import { benchmarkFindings } from './benchmark-findings.ts';
import { listFindings, type ClassList } from './class-list.ts';
import { remarksOf, warningsOf } from './findings.ts';
import { errorsOf } from './folder-errors.ts';
import { recognise, type Recognition } from './recognise.ts';
import type { FolderSurvey } from './survey.ts';
import { inOrder, sum, type Finding } from './wording.ts';

interface Subject {
  /** The folder that was asked about. */
  readonly path: string;
  /** The shifts in it, where the survey is of some or all of them; null for class folders alone. */
  readonly stored: readonly Shift[] | null;
  /** The benchmark that it should hold; null for none, undefined for the one that it looks like. */
  readonly asked: Benchmark | null | undefined;
  /** Whether the survey is of all shifts together, each with images of its own. */
  readonly domains?: boolean;
  /** The classes that the folder lists; a benchmark has its own. */
  readonly list?: ClassList | undefined;
}

/** A survey of the folders that are classes: runs leave out the others. */
function among(survey: FolderSurvey, classes: readonly string[]): FolderSurvey {
  const found = new Map(survey.classes.map((content) => [content.name, content]));
  return { ...survey, classes: classes.flatMap((name) => found.get(name) ?? []) };
}

/** An error comes alone. */
function findingsOn(
  survey: FolderSurvey,
  counted: FolderSurvey,
  benchmark: Benchmark | null,
  list: ClassList | undefined,
  times: number,
): Finding[] {
  const errors = errorsOf(survey);
  if (errors.length > 0) return errors;
  const { classes, complete } = survey;
  const published = benchmark === null ? [] : benchmarkFindings({ benchmark, classes, complete, times });
  const known = [...published, ...(list ? listFindings(list, classes) : [])];
  if (known.some(({ level }) => level === 'error')) return known;
  const areKnown = benchmark !== null || list !== undefined;
  return [...known, ...warningsOf(counted, areKnown), ...remarksOf(counted, areKnown)];
}

/** Everything about the class folders of a dataset, or of one of its shifts. */
export function describeFolder(
  survey: FolderSurvey,
  { path, stored, asked, list: given, domains = false }: Subject,
): FolderReport {
  const recognised = recogniseSurvey(path, survey, stored);
  const benchmark = asked === undefined ? (recognised?.benchmark ?? null) : asked;
  const list = benchmark === null ? given : undefined;
  const classes = benchmark === null ? list?.folders : benchmarkClasses(benchmark);
  const counted = classes ? among(survey, classes) : survey;
  const titles = new Map(list?.folders.map((folder, label) => [folder, list.titles[label]!]));
  const good = counted.classes.filter(({ images }) => images > 0);
  const findings = findingsOn(survey, counted, benchmark, list, domains ? (stored?.length ?? 1) : 1);
  return {
    path,
    usable: findings.every(({ level }) => level !== 'error'),
    images: sum(good.map(({ images }) => images)),
    classes: good.map(({ name, images }) => {
      const title = titles.get(name) ?? className(name, benchmark);
      return { name, images, ...(title === undefined || title === name ? {} : { title }) };
    }),
    findings: inOrder(findings),
    stored: [],
    domains,
    perShift: {},
    suggestions: [],
    benchmark,
    recognised,
    complete: survey.complete,
  };
}

function recogniseSurvey(
  path: string,
  { classes, complete }: FolderSurvey,
  stored: Subject['stored'],
): Recognition | null {
  return recognise({
    path,
    stored,
    classes: classes.map(({ name }) => name),
    examples: classes.slice(0, 20).flatMap(({ examples }) => examples),
    images: complete ? sum(classes.map(({ images }) => images)) : null,
  });
}

import type { FolderReport } from '../../../src-shared/api/data.ts';
import type { Benchmark } from '../../../src-shared/run-config.ts';
import { className } from '../imagenet/class-names.ts';
import { benchmarkClasses } from '../imagenet/classes.ts';
import { benchmarkFindings } from './benchmark-findings.ts';
import { remarksOf, warningsOf } from './findings.ts';
import { errorsOf } from './folder-errors.ts';
import { recognise, type Recognition } from './recognise.ts';
import type { FolderSurvey } from './survey.ts';
import { inOrder, sum, type Finding } from './wording.ts';

interface Subject {
  /** The folder that was asked about. */
  readonly path: string;
  /** Whether the survey is of one of its shifts. */
  readonly stored: boolean;
  /** The benchmark that it should hold; null for none, undefined for the one that it looks like. */
  readonly asked: Benchmark | null | undefined;
}

/** A survey of the folders that are classes of a benchmark: runs leave out the others. */
function ofBenchmark(survey: FolderSurvey, benchmark: Benchmark): FolderSurvey {
  const known = new Set(benchmarkClasses(benchmark));
  return { ...survey, classes: survey.classes.filter(({ name }) => known.has(name)) };
}

/** An error comes alone. */
function findingsOn(survey: FolderSurvey, counted: FolderSurvey, benchmark: Benchmark | null): Finding[] {
  const errors = errorsOf(survey);
  if (errors.length > 0) return errors;
  const { classes, complete } = survey;
  const published = benchmark === null ? [] : benchmarkFindings({ benchmark, classes, complete });
  if (published.some(({ level }) => level === 'error')) return published;
  const hasBenchmark = benchmark !== null;
  return [...published, ...warningsOf(counted, hasBenchmark), ...remarksOf(counted, hasBenchmark)];
}

/** Everything about the class folders of a dataset, or of one of its shifts. */
export function describeFolder(survey: FolderSurvey, { path, stored, asked }: Subject): FolderReport {
  const recognised = recogniseSurvey(path, survey, stored);
  const benchmark = asked === undefined ? (recognised?.benchmark ?? null) : asked;
  const counted = benchmark === null ? survey : ofBenchmark(survey, benchmark);
  const good = counted.classes.filter(({ images }) => images > 0);
  const findings = findingsOn(survey, counted, benchmark);
  return {
    path,
    usable: findings.every(({ level }) => level !== 'error'),
    images: sum(good.map(({ images }) => images)),
    classes: good.map(({ name, images }) => {
      const title = className(name);
      return { name, images, ...(title === undefined ? {} : { title }) };
    }),
    findings: inOrder(findings),
    stored: [],
    suggestions: [],
    benchmark,
    recognised,
    complete: survey.complete,
  };
}

function recogniseSurvey(path: string, { classes, complete }: FolderSurvey, stored: boolean): Recognition | null {
  return recognise({
    path,
    stored,
    classes: classes.map(({ name }) => name),
    examples: classes.slice(0, 20).flatMap(({ examples }) => examples),
    images: complete ? sum(classes.map(({ images }) => images)) : null,
  });
}

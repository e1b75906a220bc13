import { z } from 'zod';
import { figureChoiceSchema, paperFonts, paperWidths, usualFigure } from '../charts/export/figure-choice.ts';
import { metricNames } from '../metrics/metrics.ts';
import { query } from './call.ts';
import { binaryFileSchema, distinct, runIds, textFileSchema } from './common.ts';
import { suitePartInput } from './lab.ts';

const count = z.int().nonnegative();

/** A generator, a run that has recorded its gradients, or both; as a side of its page. */
const shownGeneratorSchema = z.strictObject({
  /** As `openGenerator` takes it; null for the run alone. */
  mgg: z.string().min(1).max(4096).nullable(),
  run: z.string().min(1).nullable(),
  /** Of which record the memories are shown, where the run has this generator. */
  record: z.union([z.enum(['last', 'none']), z.strictObject({ position: count, batch: count })]).default('last'),
});
export type ShownGenerator = z.output<typeof shownGeneratorSchema>;

const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('runs'), ids: runIds }),
  suitePartInput.extend({ kind: z.literal('suite') }),
  z.strictObject({ kind: z.literal('sweep'), id: z.string().min(1) }),
  /** One, or two beside each other. */
  z.strictObject({ kind: z.literal('generator'), shown: z.array(shownGeneratorSchema).min(1).max(2) }),
]);
export type ReportSubject = z.output<typeof subjectSchema>;

/** Parts of a report that can be left out, in their order. */
export const reportPartNames = ['summary', 'tables', 'figures', 'tests', 'protocol', 'provenance', 'repeat'] as const;
export type ReportPart = (typeof reportPartNames)[number];

/** How figures for papers are to be: width in millimetres, letters in points. */
export const paperFiguresSchema = z.strictObject({
  millimetres: figureChoiceSchema.shape.millimetres.default(paperWidths.column),
  letters: figureChoiceSchema.shape.letters.default(usualFigure().letters),
  font: z.enum(paperFonts).default('sans'),
  /** Lines differ by dashes too. */
  dashes: z.boolean().default(false),
});
export type PaperFigures = z.output<typeof paperFiguresSchema>;

export const reportInputSchema = z.strictObject({
  subject: subjectSchema,
  /** Of the report; what it is a report of if missing. */
  title: z.string().trim().max(200).default(''),
  /** Markdown. */
  notes: z.string().max(100_000).default(''),
  /** That tables show; null for accuracy, or that of a sweep. */
  metric: z.enum(metricNames).nullable().default(null),
  parts: distinct(z.enum(reportPartNames)).default([...reportPartNames]),
  /** One page to read, or files to put into a paper. */
  form: z.enum(['html', 'paper']),
  figures: paperFiguresSchema.prefault({}),
});

export const reportCalls = {
  /**
   * A report as files to be saved: a page that needs nothing else, or a folder whose names have slashes. Errors: `not-found`,
   * `bad-input` for more runs than a report has room for, or figures too narrow for their letters.
   */
  makeReport: query(reportInputSchema, z.array(z.union([textFileSchema, binaryFileSchema]))),
};

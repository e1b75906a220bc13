import type { DataTable } from '../../../src-shared/charts/describe.ts';
import type { Palette } from '../../../src-shared/charts/draw/palette.ts';
import type { Figure, FigureLayout } from '../../../src-shared/charts/export/figure.ts';
import type { NumberTable } from '../../../src-shared/comparison/table-text.ts';
import type { ReportPart } from '../../../src-shared/api/reports.ts';

/** Fields of every section. */
interface SectionBase {
  /** Which part of a report it is, by which it is chosen or left out. */
  readonly part: ReportPart;
  readonly title: string;
}

/** Sentences, e.g. the result, or why numbers are not comparable. */
export interface TextSection extends SectionBase {
  readonly kind: 'text';
  readonly tone: 'plain' | 'warning';
  readonly lines: readonly string[];
}

/** A table of numbers with its best ones marked. */
interface NumbersSection extends SectionBase {
  readonly kind: 'numbers';
  /** File name without ending. */
  readonly name: string;
  readonly caption: string;
  readonly table: NumberTable;
}

/** A table of texts. */
export interface WordsSection extends SectionBase {
  readonly kind: 'words';
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly string[];
  /** By heading, '' for none; the first text of a row names it. */
  readonly groups: readonly { readonly heading: string; readonly rows: readonly (readonly string[])[] }[];
}

/** A chart, drawn in whatever size and colours it is asked for. */
export interface FigureSection extends SectionBase {
  readonly kind: 'figure';
  readonly name: string;
  readonly caption: string;
  /** @param points about how many points of all lines together are drawn */
  readonly draw: (layout: FigureLayout, palette: Palette, points: number) => Figure;
  /** Content in sentences, and as a table. */
  readonly summary: string;
  readonly table: DataTable;
  /** All of its numbers. */
  readonly csv: string;
  /** Stands beside the next one of its kind, at half the width, where there is room. */
  readonly beside?: boolean;
}

/** Commands that repeat what is reported, and configurations as files. */
export interface RepeatSection extends SectionBase {
  readonly kind: 'repeat';
  readonly commands: readonly { readonly name: string; readonly command: string }[];
  /** Texts by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Section of a report, which is a list of them in its order; a page of the lab makes a report by making one. */
export type Section = TextSection | NumbersSection | WordsSection | FigureSection | RepeatSection;

/** Something to be reported. */
export interface Report {
  readonly title: string;
  /** Subject of the report, e.g. `6 runs, 3 methods`. */
  readonly subtitle: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly labVersion: string;
  /** The user's, in Markdown; '' for none. */
  readonly notes: string;
  readonly sections: readonly Section[];
}

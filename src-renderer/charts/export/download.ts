import { lettering } from '../draw/axes.ts';
import type { Figure, FigureLayout } from './figure.ts';
import { pdfOf } from './pdf.ts';
import { figureCanvas, figureSvg } from './render.ts';

/** Widths of figures in papers, in points: a column of two, and both. */
export const printWidths = { column: 234, full: 486 } as const;
/** Size of the letters in print, in points. */
const printLetters = 8;

export type ExportKind = 'png' | 'svg' | 'csv' | 'pdf-column' | 'pdf-full';

/** The ending of a file's name. */
export const endingOf = (kind: ExportKind): string => kind.replace(/^pdf-(.*)$/, '$1.pdf');

/** What a chart gives to be exported; made only when it is asked for. */
export interface ExportSource {
  /** @param layout for print; as on the page where it is left out, or where the chart has a layout of its own */
  readonly figure: (layout?: FigureLayout) => Figure;
  readonly csv: () => string;
}

/** A title as a file name: letters, digits and hyphens, e.g. `accuracy-by-corruption`. */
export function fileNameOf(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'chart';
}

const canvasBlob = (canvas: HTMLCanvasElement) =>
  new Promise<Blob>((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The canvas could not be encoded.'));
      else resolve(blob);
    }, 'image/png');
  });

/** Widths of texts as the browser draws them. */
function browserMeasure(): (text: string, font: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (context === null) return 0;
    context.font = font;
    return context.measureText(text).width;
  };
}

/** A figure at a width in points, whose letters come out in the size of print. */
function printedPdf(source: ExportSource, points: number): Blob {
  const width = Math.round((points * lettering.tick) / printLetters);
  const figure = source.figure({ width, chartHeight: Math.round(100 + 0.3 * width), dashes: true });
  const svg = figureSvg(figure, browserMeasure());
  return new Blob([pdfOf(svg, points / figure.width)], { type: 'application/pdf' });
}

/** The content of a file: PNG at two pixels to the CSS pixel, SVG, PDF in a size of papers, or the drawn values. */
export async function exportBlob(kind: ExportKind, source: ExportSource): Promise<Blob> {
  switch (kind) {
    case 'png':
      return canvasBlob(figureCanvas(source.figure(), 2));
    case 'svg':
      return new Blob([figureSvg(source.figure(), browserMeasure())], { type: 'image/svg+xml' });
    case 'pdf-column':
      return printedPdf(source, printWidths.column);
    case 'pdf-full':
      return printedPdf(source, printWidths.full);
    case 'csv':
      return new Blob([source.csv()], { type: 'text/csv' });
  }
}

/** Has the browser save a file. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Chromium has taken the address over by then; kept for ever it would keep the blob.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

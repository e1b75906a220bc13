import type { Figure } from './figure.ts';
import { onPaper, pointsPerPixel, type PaperSize } from './figure-choice.ts';
import { pdfOf } from './pdf.ts';
import { pdfRuns } from './pdf-text.ts';
import { figureSvg, type Measure } from './svg.ts';
import { fontAttributes } from './svg-text.ts';

/** Widths of texts where there is no browser to ask: those of the letters in PDF. */
export const paperMeasure: Measure = (text, font) => {
  const { 'font-family': family, 'font-size': size, 'font-weight': weight } = fontAttributes(font);
  return (pdfRuns(text, { family: String(family), bold: weight !== undefined }).width * size) / 1000;
};

/** A title as a file name: letters, digits and hyphens, e.g. `accuracy-by-corruption`. */
export function fileNameOf(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'chart';
}

/** A figure on paper as SVG. */
export function paperSvg(figure: Figure, choice: PaperSize, measure?: Measure) {
  const size = { width: onPaper(figure.width, choice), height: onPaper(figure.height, choice) };
  return figureSvg(figure, { measure, size });
}

/** A figure on paper as PDF. */
export function paperPdf(figure: Figure, choice: PaperSize, measure?: Measure) {
  return pdfOf(figureSvg(figure, { measure }), pointsPerPixel(choice));
}

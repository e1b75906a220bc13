import type { Figure } from './figure.ts';
import { onPaper, pointsPerPixel, type FigureChoice } from './figure-choice.ts';
import { pdfOf } from './pdf.ts';
import { figureSvg, type Measure } from './svg.ts';

/** A title as a file name: letters, digits and hyphens, e.g. `accuracy-by-corruption`. */
export function fileNameOf(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'chart';
}

/** A figure on paper as SVG. */
export function paperSvg(figure: Figure, choice: FigureChoice, measure?: Measure) {
  const size = { width: onPaper(figure.width, choice), height: onPaper(figure.height, choice) };
  return figureSvg(figure, { measure, size });
}

/** A figure on paper as PDF. */
export function paperPdf(figure: Figure, choice: FigureChoice, measure?: Measure) {
  return pdfOf(figureSvg(figure, { measure }), pointsPerPixel(choice));
}

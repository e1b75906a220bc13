import { z } from 'zod';
import { lettering } from '../draw/axes.ts';
import type { FigureLayout } from './figure.ts';

const formats = ['pdf', 'svg', 'png'] as const;

/** Widths of figures in papers, in millimetres. */
export const paperWidths = { column: 85, full: 176 } as const;
/** Allowed sizes: widths in millimetres, fonts in points. */
export const figureLimits = { millimetres: [30, 500], letters: [4, 24] } as const;
/** Of PNG, in dots per inch: what journals ask of line art at least. */
export const dotsPerInch = 600;

/** Lettering of figures in papers. */
export const paperFonts = ['sans', 'serif'] as const;

/** Families of CSS, of which PDF has the first. */
export const paperFamilies: Readonly<Record<(typeof paperFonts)[number], string>> = {
  sans: 'Helvetica, Arial, sans-serif',
  serif: "Times, 'Times New Roman', serif",
};

const pointsPerMillimetre = 72 / 25.4;
/** Pixels of the drawing below which axes leave no room for a chart. */
const leastWidth = 160;

export const figureChoiceSchema = z.strictObject({
  format: z.enum(formats),
  width: z.enum(['column', 'full', 'own']),
  /** Width of a figure of the user's own size. */
  millimetres: z.number().min(figureLimits.millimetres[0]).max(figureLimits.millimetres[1]),
  /** Size of the letters at the axes, in points. */
  letters: z.number().min(figureLimits.letters[0]).max(figureLimits.letters[1]),
  /** Lines differ by dashes too. */
  dashes: z.boolean(),
});

/** How a figure is to be saved. */
export type FigureChoice = z.infer<typeof figureChoiceSchema>;

export const usualFigure = (): FigureChoice => ({
  format: 'pdf',
  width: 'column',
  millimetres: 120,
  letters: 8,
  dashes: false,
});

/** Size of a figure on paper: width in millimetres, font in points. */
export type PaperSize = Omit<FigureChoice, 'format'>;

/** Width on paper, in millimetres. */
export const millimetresOf = ({ width, millimetres }: Pick<FigureChoice, 'width' | 'millimetres'>): number =>
  width === 'own' ? millimetres : paperWidths[width];

/** Points on paper to the pixel of the drawing: the letters at the axes come out in the size asked for. */
export const pointsPerPixel = ({ letters }: Pick<FigureChoice, 'letters'>): number => letters / lettering.tick;

/** The drawing that has its width and its letters in the sizes asked for. */
export function layoutOf(choice: PaperSize): FigureLayout {
  const width = (millimetresOf(choice) * pointsPerMillimetre) / pointsPerPixel(choice);
  return { width, chartHeight: Math.round(100 + 0.3 * width), dashes: choice.dashes };
}

/** Whether letters so large leave room for a chart so narrow. */
export const hasRoom = (choice: PaperSize): boolean => layoutOf(choice).width >= leastWidth;

/** A length of the drawing on paper, e.g. `85mm`. */
export function onPaper(pixels: number, choice: Pick<FigureChoice, 'letters'>): string {
  return `${Number(((pixels * pointsPerPixel(choice)) / pointsPerMillimetre).toFixed(2))}mm`;
}

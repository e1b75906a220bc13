import type { Figure, FigureLayout } from '../../../src-shared/charts/export/figure.ts';
import { fileNameOf, paperPdf, paperSvg } from '../../../src-shared/charts/export/paper.ts';
import {
  dotsPerInch,
  layoutOf,
  millimetresOf,
  pointsPerPixel,
  type FigureChoice,
} from '../../../src-shared/charts/export/figure-choice.ts';
import { figureCanvas } from './canvas.ts';
import { withResolution } from './png-resolution.ts';

/** Contents of a chart's export; computed on demand. */
export interface ExportSource {
  readonly figure: (layout: FigureLayout) => Figure;
  /** Whether it has lines, which dashes distinguish in grey print. */
  readonly lines: boolean;
  readonly csv: () => string;
}

/** The file name of a figure, e.g. `accuracy-85mm.pdf`. */
export const figureName = (title: string, choice: FigureChoice): string =>
  `${fileNameOf(title)}-${String(millimetresOf(choice)).replace('.', '-')}mm.${choice.format}`;

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

/** The file of a figure, in its size on paper. */
export async function figureBlob(source: ExportSource, choice: FigureChoice): Promise<Blob> {
  const figure = source.figure(layoutOf(choice));
  switch (choice.format) {
    case 'png': {
      const drawn = await canvasBlob(figureCanvas(figure, (pointsPerPixel(choice) * dotsPerInch) / 72));
      const bytes = new Uint8Array(await drawn.arrayBuffer());
      return new Blob([withResolution(bytes, dotsPerInch)], { type: 'image/png' });
    }
    case 'svg':
      return new Blob([paperSvg(figure, choice, browserMeasure())], { type: 'image/svg+xml' });
    case 'pdf':
      return new Blob([paperPdf(figure, choice, browserMeasure())], { type: 'application/pdf' });
  }
}

/** The figure as it will look, as the address of a picture. */
export const figurePreview = (source: ExportSource, choice: FigureChoice): string =>
  figureCanvas(source.figure(layoutOf(choice)), 2).toDataURL();

/** Has the browser save a file. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Chromium has taken the address over by then; kept for ever it would keep the blob.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

import { figureCanvas, figureSvg } from './render.ts';
import type { Figure } from './figure.ts';

export type ExportKind = 'png' | 'svg' | 'csv';

/** What a chart gives to be exported; made only when it is asked for. */
export interface ExportSource {
  readonly figure: () => Figure;
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

/** The content of a file: PNG at two pixels to the CSS pixel, SVG, or the drawn values. */
export async function exportBlob(kind: ExportKind, source: ExportSource): Promise<Blob> {
  switch (kind) {
    case 'png':
      return canvasBlob(figureCanvas(source.figure(), 2));
    case 'svg':
      return new Blob([figureSvg(source.figure(), browserMeasure())], { type: 'image/svg+xml' });
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

import type { Drawn } from '../../../src-shared/charts/draw/drawn.ts';
import type { Palette } from '../../../src-shared/charts/draw/palette.ts';
import type { Plot } from './plot.ts';

export interface DrawnDrawing {
  readonly drawn: Drawn;
  readonly palette: Palette;
}

/** A painted chart. @param canvas whose size the plot sets */
export function drawnPlot(canvas: HTMLCanvasElement): Plot<DrawnDrawing> {
  return {
    draw({ drawn, palette }, width, height) {
      const scale = window.devicePixelRatio;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      const context = canvas.getContext('2d');
      if (context !== null) {
        context.scale(scale, scale);
        drawn.paint(context, { width, height }, palette);
      }
      return { left: 0, top: 0, right: width, bottom: height, width, height };
    },
    destroy: () => undefined,
  };
}

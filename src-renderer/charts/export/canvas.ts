import { BasicPlatform } from 'chart.js';
import { Chart } from '../../../src-shared/charts/draw/chartjs-parts.ts';
import { drawCaption, staticConfig, type Figure } from '../../../src-shared/charts/export/figure.ts';

/** A figure as a canvas, `scale` device pixels to the pixel. */
export function figureCanvas(figure: Figure, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(figure.width * scale);
  canvas.height = Math.round(figure.height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No 2D context');
  context.scale(scale, scale);
  drawCaption(context, figure);
  for (const part of figure.parts) {
    const own = document.createElement('canvas');
    own.width = part.width;
    own.height = part.height;
    const config = staticConfig(part);
    const options = { ...config.options, devicePixelRatio: scale };
    const chart = new Chart(own, { ...config, options, platform: BasicPlatform });
    context.drawImage(own, part.x, part.y, part.width, part.height);
    chart.destroy();
  }
  for (const { drawn, x, y, width, height } of figure.painted ?? []) {
    context.save();
    context.translate(x, y);
    drawn.paint(context, { width, height }, figure.palette);
    context.restore();
  }
  return canvas;
}

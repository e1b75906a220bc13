import { BasicPlatform, type ChartItem, type Plugin } from 'chart.js';
import { Chart } from '../draw/chartjs-parts.ts';
import { drawCaption, staticConfig, type Figure } from './figure.ts';
import { SvgContext } from './svg-context.ts';
import { element, escaped, number } from './svg-text.ts';

/** Width of a text in pixels in a font of CSS. */
export type Measure = (text: string, font: string) => number;

/** Puts each line into a group with its name. */
const named: Plugin<'line'> = {
  id: 'named-groups',
  beforeDatasetDraw({ ctx, data }, { index }) {
    if (ctx instanceof SvgContext) ctx.open(data.datasets[index]?.label ?? '');
  },
  afterDatasetDraw({ ctx }) {
    if (ctx instanceof SvgContext) ctx.close();
  },
};

interface SvgOptions {
  /** Width of a text in pixels; estimated if missing. */
  readonly measure?: Measure | undefined;
  /** Of the ids within, for several figures in one document. */
  readonly prefix?: string | undefined;
  /** Size on paper with its unit; in pixels if missing. */
  readonly size?: { readonly width: string; readonly height: string } | undefined;
}

/** Chart.js asks nothing of a context that this one has not. */
const asChartItem = (context: unknown): ChartItem => context as ChartItem;

/** A figure as an SVG document of paths and text. */
export function figureSvg(figure: Figure, { measure, prefix = '', size }: SvgOptions = {}): string {
  const caption = new SvgContext(figure.width, figure.height, { measure });
  drawCaption(caption, figure);
  const parts = figure.parts.map((part, index) => {
    const { x, y, width, height } = part;
    const context = new SvgContext(width, height, { measure, prefix: `${prefix}p${index + 1}-` });
    const config = staticConfig(part, [named]);
    // With any `segment` option chart.js draws on the context itself rather than on a Path2D.
    const lines = config.data.datasets.map((dataset) =>
      part.config.type === 'line' ? { ...dataset, segment: {} } : dataset,
    );
    const chart = new Chart(asChartItem(context), {
      ...config,
      data: { ...config.data, datasets: lines as typeof config.data.datasets },
      platform: BasicPlatform,
    });
    chart.destroy();
    return element('svg', { x, y, width, height }, context.content());
  });
  const painted = (figure.painted ?? []).map(({ drawn, x, y, width, height }, index) => {
    const context = new SvgContext(width, height, { measure, prefix: `${prefix}d${index + 1}-` });
    drawn.paint(context, { width, height }, figure.palette);
    return element('svg', { x, y, width, height }, context.content());
  });
  const { width, height, title } = figure;
  const viewBox = `0 0 ${number(width)} ${number(height)}`;
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...(size ?? { width, height }), viewBox, role: 'img' };
  const content = element('title', {}, escaped(title)) + caption.content() + [...parts, ...painted].join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', root, content)}\n`;
}

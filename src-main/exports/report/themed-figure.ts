import { darkPalette, lightPalette } from '../../../src-shared/charts/draw/palettes.ts';
import type { Palette } from '../../../src-shared/charts/draw/palette.ts';
import { paperMeasure } from '../../../src-shared/charts/export/paper.ts';
import type { Figure } from '../../../src-shared/charts/export/figure.ts';
import { figureSvg, type Measure } from '../../../src-shared/charts/export/svg.ts';

/** Readers have one of several fonts, of which the widest needs so much more room than Helvetica. */
const widest = 1.19;

/** Room for a text in whatever font a reader has; letters of Chinese, Japanese and Korean are as wide as they are high. */
const screenMeasure: Measure = (text, font) => {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10);
  const square = text.match(/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0;
  return widest * paperMeasure(text, font) + 0.45 * size * square;
};

const paint = /(fill|stroke)="(#[^"]*|rgb\([^"]*\))"/g;

/** Colours of drawings that are light on light pages and dark on dark ones: each pair is a class of its own. */
export class Themes {
  readonly #pairs = new Map<string, { readonly place: number; readonly light: string; readonly dark: string }>();

  #classOf(kind: string, light: string, dark: string): string {
    const key = `${light} ${dark}`;
    const pair = this.#pairs.get(key) ?? { place: this.#pairs.size, light, dark };
    this.#pairs.set(key, pair);
    return `${kind.charAt(0)}${pair.place}`;
  }

  /**
   * A figure as an SVG element whose colours follow the page. It is drawn in both palettes: the same shapes, so that the
   * colours stand in the same order.
   * @param prefix of the ids within; no two figures of a page may have the same
   */
  svg(draw: (palette: Palette) => Figure, prefix: string): string {
    const [light, dark] = [lightPalette, darkPalette].map((palette) =>
      figureSvg(draw(palette), { measure: screenMeasure, prefix }),
    ) as [string, string];
    const darkPaints = dark.matchAll(paint);
    const themed = light.replaceAll(paint, (_, kind: string, color: string) => {
      const other = darkPaints.next().value?.[2] ?? color;
      return `class="${this.#classOf(kind, color, other)}"`;
    });
    // Text of the page's own font, said once for all of it.
    return themed
      .replace(/^<\?xml[^>]*>\s*/, '')
      .replaceAll(/ font-family="[^"]*"/g, '')
      .trim();
  }

  /** The rules of the classes, and the colours by theme. */
  css(): { readonly light: string; readonly dark: string; readonly rules: string } {
    const pairs = [...this.#pairs.values()];
    return {
      light: pairs.map(({ place, light }) => `--p${place}:${light};`).join(''),
      dark: pairs.map(({ place, dark }) => `--p${place}:${dark};`).join(''),
      rules: pairs.map(({ place }) => `.f${place}{fill:var(--p${place})}.s${place}{stroke:var(--p${place})}`).join(''),
    };
  }
}

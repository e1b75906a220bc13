/** Colours by the name that they are defined under. */
export class Colours {
  readonly #names = new Map<string, string>();

  /** The name of an opaque colour, `#rrggbb` or `rgb(…)`; its opacity stands apart. */
  of(color: string): { readonly name: string; readonly opacity: number } {
    const parts = /^rgba?\(([\d.]+), ?([\d.]+), ?([\d.]+)(?:, ?([\d.]+))?\)$/.exec(color);
    const hex = parts
      ? parts
          .slice(1, 4)
          .map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
          .join('')
      : color.replace('#', '');
    const code = (hex.length === 3 ? Array.from(hex, (digit) => digit + digit).join('') : hex).toUpperCase();
    const name = this.#names.get(code) ?? `lab${code}`;
    this.#names.set(code, name);
    return { name, opacity: Number(parts?.[4] ?? 1) };
  }

  definitions(): string {
    return [...this.#names].map(([code, name]) => `\\definecolor{${name}}{HTML}{${code}}\n`).join('');
  }
}

/** A width of a line of the drawing on paper. */
export const points = (pixels: number): string => `${Number((0.6 * pixels).toFixed(2))}pt`;

/** A dash of the drawing as an option of a path, after a comma; nothing for none. */
export function dashOf(dash: readonly number[]): string {
  if (dash.length === 0) return '';
  const pattern = dash.map((length, index) => `${index % 2 === 0 ? 'on' : 'off'} ${points(length)}`).join(' ');
  return `, dash pattern=${pattern}`;
}

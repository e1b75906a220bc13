/**
 * The fields of a canvas in a pen that writes down what is drawn, and what was saved of them.
 * @template Rest what is saved with them
 */
export abstract class StyledPen<Rest> {
  strokeStyle = '#000000';
  fillStyle = '#000000';
  lineWidth = 1;
  lineJoin = 'miter';
  lineCap = 'butt';
  lineDashOffset = 0;
  miterLimit = 10;
  globalAlpha = 1;
  font = '10px sans-serif';
  textAlign = 'start';
  textBaseline = 'alphabetic';

  readonly #saved: (readonly [style: object, rest: Rest])[] = [];

  /** State that is saved beside the fields. */
  protected abstract get rest(): Rest;
  protected abstract set rest(rest: Rest);

  save(): void {
    const { strokeStyle, fillStyle, lineWidth, lineJoin, lineCap, lineDashOffset, miterLimit, globalAlpha } = this;
    const { font, textAlign, textBaseline } = this;
    const paint = { strokeStyle, fillStyle, globalAlpha };
    const line = { lineWidth, lineJoin, lineCap, lineDashOffset, miterLimit };
    this.#saved.push([{ ...paint, ...line, font, textAlign, textBaseline }, this.rest]);
  }

  restore(): void {
    const saved = this.#saved.pop();
    if (saved === undefined) return;
    const [style, rest] = saved;
    Object.assign(this, style);
    this.rest = rest;
  }
}

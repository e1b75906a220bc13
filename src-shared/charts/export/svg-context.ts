import { StyledPen } from '../draw/styled-pen.ts';
import { element, escaped, fontAttributes, number, paint, type Attributes } from './svg-text.ts';

/** `[a, b, c, d, e, f]` of the map (x, y) ↦ (a·x + c·y + e, b·x + d·y + f). */
type Matrix = readonly [number, number, number, number, number, number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];

interface State {
  readonly matrix: Matrix;
  readonly dash: readonly number[];
  readonly clip: string | undefined;
}

const anchors: Readonly<Record<string, string>> = { right: 'end', end: 'end', center: 'middle' };

/** How far below its anchor the base line of a text lies, in parts of the font size. */
const baselines: Readonly<Record<string, number>> = { top: 0.8, hanging: 0.8, middle: 0.35, bottom: -0.2 };

/**
 * The part of the 2D context that charts draw with, written down as SVG: lines are paths, letters are text, and what is
 * drawn between `open` and `close` is a named group. Coordinates are in pixels of the drawing.
 */
export class SvgContext extends StyledPen<State> {
  readonly canvas = this;
  width: number;
  height: number;

  #matrix: Matrix = identity;
  #dash: readonly number[] = [];
  #clip: string | undefined;
  #openClip: string | undefined;
  #path: string[] = [];
  #written: string[] = [];
  #clips = new Map<string, string>();
  #prefix: string;
  #measure: (text: string, font: string) => number;

  /**
   * @param options.measure width of a text in pixels; the letters of most fonts are about 0.56 of their size wide
   * @param options.prefix of the ids within, for several drawings in one file
   */
  constructor(
    width: number,
    height: number,
    options: { measure?: ((text: string, font: string) => number) | undefined; prefix?: string | undefined } = {},
  ) {
    super();
    this.width = width;
    this.height = height;
    this.#prefix = options.prefix ?? '';
    this.#measure = options.measure ?? ((text, font) => 0.56 * fontAttributes(font)['font-size'] * text.length);
  }

  getContext(): this {
    return this;
  }

  /** Begins a group with a name, which programs show in their list of layers. */
  open(name: string): void {
    this.#endClip();
    this.#written.push(`<g>${element('title', {}, escaped(name))}`);
  }

  close(): void {
    this.#endClip();
    this.#written.push('</g>');
  }

  protected get rest(): State {
    return { matrix: this.#matrix, dash: this.#dash, clip: this.#clip };
  }

  protected set rest({ matrix, dash, clip }: State) {
    [this.#matrix, this.#dash, this.#clip] = [matrix, dash, clip];
  }

  translate(x: number, y: number): void {
    const [a, b, c, d] = this.#matrix;
    this.#matrix = [a, b, c, d, ...this.#at(x, y)];
  }

  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.#matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.#matrix = [a, b, c, d, e, f];
  }

  resetTransform(): void {
    this.#matrix = identity;
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${this.#point(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`${this.#path.length === 0 ? 'M' : 'L'}${this.#point(x, y)}`);
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push('Z');
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /** Whole circles and arcs of less than half a turn. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const on = (angle: number) => this.#point(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    const size = number(radius);
    this.#path.push(`${this.#path.length === 0 ? 'M' : 'L'}${on(from)}`);
    const steps = to - from > Math.PI ? [from + Math.PI, to] : [to];
    for (const end of steps) this.#path.push(`A${size} ${size} 0 0 1 ${on(end)}`);
  }

  clip(): void {
    const path = this.#path.join('');
    const id = this.#clips.get(path) ?? `${this.#prefix}clip${this.#clips.size + 1}`;
    this.#clips.set(path, id);
    this.#clip = id;
    this.#path = [];
  }

  stroke(): void {
    this.#write('path', {
      d: this.#path.join(''),
      fill: 'none',
      ...paint('stroke', this.strokeStyle, this.globalAlpha),
      'stroke-width': this.lineWidth,
      'stroke-linejoin': this.lineJoin === 'miter' ? undefined : this.lineJoin,
      'stroke-linecap': this.lineCap === 'butt' ? undefined : this.lineCap,
      'stroke-dasharray': this.#dash.length > 0 ? this.#dash.join(' ') : undefined,
    });
  }

  fill(): void {
    this.#write('path', { d: this.#path.join(''), ...paint('fill', this.fillStyle, this.globalAlpha) });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
    this.beginPath();
  }

  /** There is nothing beneath to be cleared. */
  clearRect(): void {
    this.beginPath();
  }

  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, paint('fill', this.fillStyle, this.globalAlpha));
  }

  strokeText(text: string, x: number, y: number): void {
    const stroke = paint('stroke', this.strokeStyle, this.globalAlpha);
    this.#text(text, x, y, { fill: 'none', ...stroke, 'stroke-width': this.lineWidth, 'stroke-linejoin': 'round' });
  }

  measureText(text: string): { width: number } {
    return { width: this.#measure(text, this.font) };
  }

  /** The drawing, as the content of an `<svg>` element of this size. */
  content(): string {
    this.#endClip();
    const clips = [...this.#clips].map(([d, id]) => element('clipPath', { id }, element('path', { d })));
    return `${clips.length > 0 ? `<defs>${clips.join('')}</defs>` : ''}${this.#written.join('')}`;
  }

  #text(text: string, x: number, y: number, look: Attributes): void {
    const font = fontAttributes(this.font);
    const [a, b] = this.#matrix;
    const [left, base] = this.#at(x, y + (baselines[this.textBaseline] ?? 0) * font['font-size']);
    const turn = (Math.atan2(b, a) * 180) / Math.PI;
    const transform = `rotate(${number(turn)} ${number(left)} ${number(base)})`;
    const place = { 'text-anchor': anchors[this.textAlign], transform: Math.abs(turn) < 0.01 ? undefined : transform };
    this.#write('text', { x: left, y: base, ...font, ...look, ...place }, text);
  }

  #at(x: number, y: number): [number, number] {
    const [a, b, c, d, e, f] = this.#matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  #point(x: number, y: number): string {
    return this.#at(x, y).map(number).join(' ');
  }

  #endClip(): void {
    if (this.#openClip !== undefined) this.#written.push('</g>');
    this.#openClip = undefined;
  }

  #write(name: 'path' | 'text', attributes: Attributes, text?: string): void {
    if (attributes['d'] === '') return;
    if (this.#clip !== this.#openClip) {
      this.#endClip();
      if (this.#clip !== undefined) this.#written.push(`<g clip-path="url(#${this.#clip})">`);
      this.#openClip = this.#clip;
    }
    this.#written.push(element(name, attributes, text === undefined ? '' : escaped(text)));
  }
}

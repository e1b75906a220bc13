import type { Pen } from '../../../src-shared/charts/draw/pen.ts';
import { StyledPen } from '../../../src-shared/charts/draw/styled-pen.ts';
import { number } from '../../../src-shared/charts/export/svg-text.ts';
import { latexText } from '../../../src-shared/latex.ts';
import { dashOf, points, type Colours } from './pgf-look.ts';

interface State {
  readonly dash: readonly number[];
  /** Scopes that were open, each with a clip. */
  readonly scopes: number;
}

/** Margin of the box behind the letters of a text, so that they are read over lines. */
const haloRoom = '0.6pt';
const anchors: Readonly<Record<string, string>> = { right: 'base east', center: 'base' };
/** Points along an arc of less than a turn. */
const arcSteps = 16;

/** Draws in TikZ, in coordinates of the drawing; texts have the font of the paper. */
export class TikzPen extends StyledPen<State> implements Pen {
  readonly #colours: Colours;
  #dash: readonly number[] = [];
  #path: string[] = [];
  #scopes = 0;
  #written: string[] = [];

  constructor(colours: Colours) {
    super();
    this.#colours = colours;
  }

  protected get rest(): State {
    return { dash: this.#dash, scopes: this.#scopes };
  }

  protected set rest({ dash, scopes }: State) {
    this.#dash = dash;
    this.#closeTo(scopes);
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(at(x, y));
  }

  lineTo(x: number, y: number): void {
    this.#path.push(this.#path.length === 0 ? at(x, y) : `-- ${at(x, y)}`);
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push('-- cycle');
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`${at(x, y)} rectangle ${at(x + width, y + height)}`);
  }

  arc(x: number, y: number, radius: number, from: number, to: number): void {
    if (to - from >= 2 * Math.PI) {
      this.#path.push(`${at(x, y)} circle[radius=${number(radius)}]`);
      return;
    }
    for (let step = 0; step <= arcSteps; step++) {
      const angle = from + ((to - from) * step) / arcSteps;
      this.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
  }

  clip(): void {
    this.#written.push('\\begin{scope}\n', `\\clip ${this.#path.join(' ')};\n`);
    this.#scopes += 1;
    this.#path = [];
  }

  stroke(): void {
    const join = this.lineJoin === 'miter' ? '' : `, line join=${this.lineJoin}`;
    this.#draw(
      `${this.#paint('draw', this.strokeStyle)}, line width=${points(this.lineWidth)}${join}${dashOf(this.#dash)}`,
    );
  }

  fill(): void {
    this.#draw(this.#paint('fill', this.fillStyle));
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
    this.beginPath();
  }

  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, this.#paint('text', this.fillStyle));
  }

  /** Letters can't be outlined: what is behind them is a box. */
  strokeText(text: string, x: number, y: number): void {
    const { name } = this.#colours.of(this.strokeStyle);
    this.#text(text, x, y, `fill=${name}, text=${name}`);
  }

  measureText(text: string): { width: number } {
    return { width: 6 * text.length };
  }

  /** TikZ commands of the drawing. */
  content(): string {
    this.#closeTo(0);
    return this.#written.join('');
  }

  #closeTo(scopes: number): void {
    for (; this.#scopes > scopes; this.#scopes--) this.#written.push('\\end{scope}\n');
  }

  #paint(kind: 'draw' | 'fill' | 'text', color: string): string {
    const { name, opacity } = this.#colours.of(color);
    return `${kind}=${name}${opacity < 1 ? `, ${kind} opacity=${opacity}` : ''}`;
  }

  #draw(look: string): void {
    if (this.#path.length > 0) this.#written.push(`\\path[${look}] ${this.#path.join(' ')};\n`);
  }

  #text(text: string, x: number, y: number, look: string): void {
    const anchor = anchors[this.textAlign] ?? 'base west';
    const place = `anchor=${anchor}, inner sep=${haloRoom}, font=\\scriptsize, ${look}`;
    this.#written.push(`\\node[${place}] at ${at(x, y)} {${latexText(text)}};\n`);
  }
}

const at = (x: number, y: number): string => `(${number(x)},${number(y)})`;

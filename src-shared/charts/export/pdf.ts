import { pdfPath } from './pdf-path.ts';
import { pdfFonts, pdfRuns, pdfString } from './pdf-text.ts';
import { number } from './svg-text.ts';

type Attributes = Readonly<Record<string, string>>;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const decoded = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot);/g, (_, name: string) => entities[name]!);

function attributesOf(text: string): Attributes {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, decoded(value!)]),
  );
}

/** Red, green and blue from 0 to 1; black for what is no such colour. */
function colour(text: string): string {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i
    .exec(text)
    ?.slice(1)
    .map((part) => Number.parseInt(part, 16));
  const short = /^#([\da-f])([\da-f])([\da-f])$/i
    .exec(text)
    ?.slice(1)
    .map((part) => 17 * Number.parseInt(part, 16));
  const rgb = /^rgb\(([\d.]+), ?([\d.]+), ?([\d.]+)\)$/.exec(text)?.slice(1).map(Number);
  return (hex ?? short ?? rgb ?? [0, 0, 0]).map((value) => number(value / 255)).join(' ');
}

const joins: Readonly<Record<string, number>> = { round: 1, bevel: 2 };
const caps: Readonly<Record<string, number>> = { round: 1, square: 2 };

/** The drawing operators of a page, collected element by element. */
class Page {
  readonly operators: string[] = [];
  /** Opacities that were used, in percent. */
  readonly opacities = new Set<number>();
  readonly clips = new Map<string, string>();

  path({ d = '', ...look }: Attributes): void {
    const [fills, strokes] = [look['fill'] !== 'none', look['stroke'] !== undefined];
    const paint = fills ? (strokes ? 'B' : 'f') : strokes ? 'S' : 'n';
    this.operators.push('q', ...this.look(look), pdfPath(d), paint, 'Q');
  }

  text(content: string, attributes: Attributes): void {
    const { x = '0', y = '0', transform = '' } = attributes;
    const size = Number(attributes['font-size'] ?? 10);
    const { runs, width } = pdfRuns(content, {
      family: attributes['font-family'] ?? '',
      bold: attributes['font-weight'] !== undefined,
    });
    const shift = { end: 1, middle: 0.5 }[attributes['text-anchor'] ?? ''] ?? 0;
    const turn = (-Number(/rotate\(([-\d.]+)/.exec(transform)?.[1] ?? 0) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const back = (shift * width * size) / 1000;
    const place = [cos, -sin, -sin, -cos, Number(x) - cos * back, Number(y) + sin * back];
    this.operators.push(
      ...['q', ...this.look(attributes), 'BT', attributes['fill'] === 'none' ? '1 Tr' : '0 Tr'],
      `${place.map((value) => Number(value.toFixed(4))).join(' ')} Tm`,
      ...runs.map(({ font, bytes }) => `/${font} ${number(size)} Tf ${pdfString(bytes)} Tj`),
      ...['ET', 'Q'],
    );
  }

  private look(look: Attributes): string[] {
    const { fill = '#000000', stroke } = look;
    const opacity = Math.round(100 * Number(look['fill-opacity'] ?? look['stroke-opacity'] ?? 1));
    this.opacities.add(opacity);
    return [
      ...(opacity < 100 ? [`/O${opacity} gs`] : []),
      ...(fill === 'none' ? [] : [`${colour(fill)} rg`]),
      ...(stroke === undefined ? [] : [`${colour(stroke)} RG ${look['stroke-width'] ?? '1'} w`]),
      `${joins[look['stroke-linejoin'] ?? ''] ?? 0} j ${caps[look['stroke-linecap'] ?? ''] ?? 0} J`,
      `[${look['stroke-dasharray'] ?? ''}] 0 d`,
    ];
  }
}

/** Walks through a drawing of `figureSvg`: its own few elements, none of which holds anything unexpected. */
function draw(svg: string, page: Page): void {
  const open: { name: string; attributes: Attributes; restores: boolean }[] = [];
  for (const [, closing, name, rest, empty, text] of svg.matchAll(/<(\/?)([\w]+)([^>]*?)(\/?)>|([^<]+)/g)) {
    const parent = open.at(-1);
    if (text !== undefined) {
      if (parent?.name === 'text') page.text(decoded(text), parent.attributes);
    } else if (closing) {
      if (open.pop()?.restores) page.operators.push('Q');
    } else {
      const attributes = attributesOf(rest!);
      if (name === 'path' && parent?.name === 'clipPath') page.clips.set(parent.attributes['id']!, attributes['d']!);
      else if (name === 'path') page.path(attributes);
      const clip = page.clips.get(/#(.*)\)/.exec(attributes['clip-path'] ?? '')?.[1] ?? '');
      const moved = name === 'svg' && open.length > 0;
      if (moved) page.operators.push('q', `1 0 0 1 ${attributes['x'] ?? 0} ${attributes['y'] ?? 0} cm`);
      if (clip !== undefined) page.operators.push('q', pdfPath(clip), 'W n');
      if (!empty) open.push({ name: name!, attributes, restores: moved || clip !== undefined });
    }
  }
}

/** The number of the first font among the objects: catalogue, pages, page and content come before. */
const firstFont = 5;

/**
 * A drawing of `figureSvg` as a PDF document of one page, of lines and letters in the fonts that every reader has.
 * @param scale points to the pixel of the drawing
 */
export function pdfOf(svg: string, scale: number): Uint8Array<ArrayBuffer> {
  const root = attributesOf(/<svg([^>]*)>/.exec(svg)![1]!);
  const [width, height] = [Number(root['width']) * scale, Number(root['height']) * scale];
  const page = new Page();
  draw(svg.replace(/^<\?xml[^>]*>\s*/, ''), page);
  const content = [`${scale} 0 0 ${-scale} 0 ${number(height)} cm`, ...page.operators].join('\n');
  const fonts = Object.entries(pdfFonts).map(([key, name]) => {
    const encoding = key === 'F3' ? '' : ' /Encoding /WinAnsiEncoding';
    return `<< /Type /Font /Subtype /Type1 /BaseFont /${name}${encoding} >>`;
  });
  const fontNumbers = Object.keys(pdfFonts).map((key, index) => `/${key} ${firstFont + index} 0 R`);
  const states = [...page.opacities].map((percent) => `/O${percent} << /ca ${percent / 100} /CA ${percent / 100} >>`);
  const resources = `<< /Font << ${fontNumbers.join(' ')} >> /ExtGState << ${states.join(' ')} >> >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${number(width)} ${number(height)}] /Resources ${resources} /Contents 4 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...fonts,
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  text += `${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

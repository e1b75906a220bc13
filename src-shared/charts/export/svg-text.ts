export type Attributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that may stand between tags and in quotes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}

/** Hundredths of a pixel are finer than any printer. */
export function number(value: number): string {
  const text = value.toFixed(2).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

/** An element as text; attributes that are undefined are left out. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : escaped(value!)}"`);
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

/** A colour and its opacity apart: not every program reads `rgba()` in SVG. */
export function paint(kind: 'fill' | 'stroke', color: string, alpha: number): Attributes {
  const parts = /^rgba\(\s*([\d.]+),\s*([\d.]+),\s*([\d.]+),\s*([\d.]+)\s*\)$/.exec(color);
  const opacity = alpha * (parts ? Number(parts[4]) : 1);
  return {
    [kind]: parts ? `rgb(${parts[1]!},${parts[2]!},${parts[3]!})` : color,
    [`${kind}-opacity`]: opacity < 1 ? opacity : undefined,
  };
}

const weights: Readonly<Record<string, string>> = { bold: 'bold', '500': '500', '600': '600' };

/** A CSS font such as `600 12px Inter, sans-serif` as attributes. */
export function fontAttributes(font: string): Attributes & { readonly 'font-size': number } {
  const parts = /^(?:(.*?)\s+)?([\d.]+)px(?:\/\S+)?\s+(.*)$/.exec(font);
  const weight = (parts?.[1] ?? '').split(/\s+/).find((word) => word in weights);
  return {
    'font-family': (parts?.[3] ?? 'sans-serif').replaceAll(/["']/g, ''),
    'font-size': Number(parts?.[2] ?? 10),
    'font-weight': weight === undefined ? undefined : weights[weight],
  };
}

import { parseList } from './parse.ts';

/** Whether a name stands at the start of a text, with nothing but a comma after it. */
function startsWith(text: string, name: string): boolean {
  return text.startsWith(name) && /^\s*(,|$)/.test(text.slice(name.length));
}

function namesIn(text: string, byLength: readonly string[]): string[] {
  const rest = text.trimStart();
  if (rest === '') return [];
  const known = byLength.find((name) => startsWith(rest, name));
  if (known !== undefined) return [known, ...namesIn(rest.slice(known.length).replace(/^\s*,/, ''), byLength)];
  const [piece = ''] = /^(\\.|[^,\\])*/s.exec(rest) ?? [];
  const end = Math.max(piece.length, 1);
  return [...parseList(rest.slice(0, end)), ...namesIn(rest.slice(end).replace(/^,/, ''), byLength)];
}

/**
 * Names given in lists with commas between them. Known names may have commas of their own: the longest that fits is taken.
 * Unknown text is split at its commas.
 */
export function namesFrom(texts: readonly string[], known: readonly string[]): string[] {
  const byLength = known.toSorted((a, b) => b.length - a.length);
  return [...new Set(texts.flatMap((text) => namesIn(text, byLength)))];
}

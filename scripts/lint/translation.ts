// A linter's reports on the translation of a component, as reports on the component.

/** A problem that was found in a translation. */
export interface Report {
  readonly rule: string;
  readonly message: string;
  /** Of what is wrong, in characters of the translation. */
  readonly start: number;
  readonly end: number;
}

/** A component, and the TypeScript that svelte-check makes of it: the script as it is, then the template as code. */
export interface Translated {
  readonly component: string;
  readonly translation: string;
}

/** The text at a place lies in the brackets of a call that begins before it. */
function isInCallOf(name: string, text: string, place: number): boolean {
  const begin = text.lastIndexOf(name, place);
  if (begin === -1) return false;
  let open = 0;
  for (const character of text.slice(begin, place)) {
    if (character === '(') open++;
    if (character === ')' && --open === 0) return false;
  }
  return open > 0;
}

/**
 * Whether a variable can have other values at a place than the translation lets one think: what is derived from state is computed
 * again and again, and elements are there after the rest.
 */
function isChanged(name: string, component: string, translation: string, place: number): boolean {
  if (!component.includes(`let ${name} = $state`)) return false;
  return component.includes(`bind:this={${name}}`) || isInCallOf('$derived', translation, place);
}

/** Whether a report is about what the author of the component wrote, and not about what the translation makes of it. */
export function isOfComponent({ rule, start, end }: Report, { component, translation }: Translated): boolean {
  const text = translation.slice(start, end);
  // Translations add code of their own, and types that are anything.
  if (!component.includes(text) || text.includes('__sveltets_')) return false;
  if (rule === 'no-unsafe-assignment') return !text.endsWith('= $props()');
  if (rule === 'no-unnecessary-condition') return !isChanged(text.replace(/^!+/, ''), component, translation, start);
  return true;
}

/** The line of the component, from 1: where as much as there can be around what is wrong is the same. */
export function lineInComponent({ start, end }: Report, { component, translation }: Translated): number {
  const isInTemplate = translation.lastIndexOf('\nasync () => {', start) !== -1;
  const before = isInTemplate ? Math.max(0, component.lastIndexOf('</script>')) : 0;
  const part = component.slice(before);
  let [from, to] = [start, end];
  while (from > 0 && part.includes(translation.slice(from - 1, to))) from--;
  while (to < translation.length && part.includes(translation.slice(from, to + 1))) to++;
  const place = before + part.indexOf(translation.slice(from, to)) + start - from;
  return component.slice(0, place).split('\n').length;
}

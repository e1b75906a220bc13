/**
 * Where the focus goes when a page arrives: to its title when it is new, to the link or line that had it when one comes
 * back to it through the history.
 */

/** How to find an element again when its page is made anew. */
interface Finding {
  readonly selector: string;
  /** Among those that match. */
  readonly index: number;
}

/** Frames in which what had the focus may still turn up, e.g. in a table that is being filled. */
const mostFrames = 30;

const remembered = new Map<string, Finding>();
let entries = 0;
let entry = '';

/** Names the entry of the history in view. A reload starts other names. @returns whether it was in view before */
function enter(): boolean {
  const state: unknown = history.state;
  const known = typeof state === 'string';
  entry = known ? state : `${performance.timeOrigin}/${++entries}`;
  if (!known) history.replaceState(entry, '');
  return known;
}

function selectorOf(element: Element): string | undefined {
  const run = element.getAttribute('data-run');
  if (run !== null) return `[data-run="${CSS.escape(run)}"]`;
  const href = element.getAttribute('href');
  return href === null ? undefined : `a[href="${CSS.escape(href)}"]`;
}

const main = (): Element | null => document.querySelector('main');

/** To be called while the page that is left is still there. */
export function leavePage(): void {
  const element = document.activeElement;
  if (element === null || entry === '' || !main()?.contains(element)) return;
  const selector = selectorOf(element);
  if (selector === undefined) return;
  remembered.set(entry, { selector, index: [...main()!.querySelectorAll(selector)].indexOf(element) });
}

function focusAgain({ selector, index }: Finding): boolean {
  const element = main()?.querySelectorAll<HTMLElement>(selector)[index];
  element?.focus();
  return element !== undefined;
}

/** To be called once the page that arrives is in the document. */
export function arriveAtPage(isFirst: boolean): void {
  const known = enter();
  if (isFirst) return;
  const finding = known ? remembered.get(entry) : undefined;
  if (finding && focusAgain(finding)) return;
  const title = main()?.querySelector<HTMLElement>('h1');
  title?.focus({ preventScroll: true });
  if (!known) window.scrollTo(0, 0);
  if (!finding) return;
  const [asked, holder] = [entry, document.activeElement];
  let frames = 0;
  const tryAgain = (): void => {
    if (entry !== asked || document.activeElement !== holder || focusAgain(finding)) return;
    if (++frames < mostFrames) requestAnimationFrame(tryAgain);
  };
  requestAnimationFrame(tryAgain);
}

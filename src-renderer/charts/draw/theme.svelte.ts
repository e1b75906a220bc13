import { createSubscriber } from 'svelte/reactivity';
import { paletteOf, type Palette } from './palette.ts';

/** The palette of the theme in force. */
function currentPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return paletteOf((name) => style.getPropertyValue(name).trim());
}

const styleRules = () =>
  [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule): rule is CSSStyleRule => rule instanceof CSSStyleRule && rule.selectorText === ':root');

/** The light palette, whatever the theme: figures in papers are on white. Light values are those of plain `:root`. */
export function lightPalette(): Palette {
  const rules = styleRules();
  const token = (name: string) => {
    const values = rules.map((rule) => rule.style.getPropertyValue(name).trim()).filter((value) => value !== '');
    return values.at(-1) ?? '';
  };
  const palette = paletteOf(token);
  // The variable font is called so on pages only; in other programs the family is `Inter`.
  return { ...palette, surface: '#ffffff', font: `Inter, ${palette.font}` };
}

let cached: Palette | undefined;

const subscribe = createSubscriber((update) => {
  const changed = () => {
    cached = undefined;
    update();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  // A canvas is not drawn anew by itself when its font has arrived.
  document.fonts.addEventListener('loadingdone', changed);
  return () => {
    observer.disconnect();
    document.fonts.removeEventListener('loadingdone', changed);
    cached = undefined;
  };
});

/** The palette of the theme; effects that read it run again when the theme changes. */
export function themePalette(): Palette {
  subscribe();
  return (cached ??= currentPalette());
}

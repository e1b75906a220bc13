import { createSubscriber } from 'svelte/reactivity';
import { paletteOf, type Palette } from '../../../src-shared/charts/draw/palette.ts';

/** The palette of the theme in force. */
function currentPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return paletteOf((name) => style.getPropertyValue(name).trim());
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

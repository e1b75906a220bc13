const onMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac');

const names: Readonly<Record<string, string>> = {
  $mod: onMac ? '⌘' : 'Ctrl',
  Shift: onMac ? '⇧' : 'Shift',
  Alt: onMac ? '⌥' : 'Alt',
  Escape: 'Esc',
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Plus: '+',
  Minus: '−',
};

/**
 * The keys of a shortcut as they stand on the keyboard, one list per press: `g h` → [[G], [H]]; `$mod+k` → [[Ctrl, K]]
 * (⌘ on a Mac). A modifier in brackets is one that the key may need on some keyboards; it is not shown.
 */
export function keyNames(shortcut: string): string[][] {
  return shortcut.split(' ').map((press) =>
    press
      .replace(/\[\w+\]\+/g, '')
      .split('+')
      .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key)),
  );
}

const onMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac');

const names: Readonly<Record<string, string>> = {
  Mod: onMac ? '⌘' : 'Ctrl',
  $mod: onMac ? '⌘' : 'Ctrl',
  Shift: onMac ? '⇧' : 'Shift',
  Alt: onMac ? '⌥' : 'Alt',
  Escape: 'Esc',
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** The keys of a shortcut as they stand on the keyboard: `g h` → g, h; `Mod+K` → Ctrl, K (⌘, K on a Mac). */
export function keyNames(shortcut: string): string[] {
  return shortcut.split(/[ +]/).map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

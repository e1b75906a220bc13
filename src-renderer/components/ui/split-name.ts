/** So much of the end of a name stays in view, in characters. */
const longestEnd = 22;

/**
 * A name in two parts: a start that may be shortened, and the end, which distinguishes it from similar names: `MGTTA, lr 3e-3, seed
 * 2021` → [`MGTTA,`, ` lr 3e-3, seed 2021`]. The end is the longest of up to 22 characters behind a comma, else behind
 * a space, and begins with that space; it's empty where there is none.
 */
export function splitName(name: string): [head: string, end: string] {
  for (const separator of [', ', ' ']) {
    const from = Math.max(0, name.length - longestEnd - separator.length + 1);
    const at = name.indexOf(separator, from);
    if (at <= 0) continue;
    const cut = at + separator.length - 1;
    return [name.slice(0, cut), name.slice(cut)];
  }
  return [name, ''];
}

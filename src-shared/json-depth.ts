/** Far deeper than any setting or record; what goes deeper would take those who walk through it to the end of their stack. */
const deepestJson = 64;

/** Whether lists and objects of a JSON text lie in each other more than `most` deep; found without parsing it. */
export function isNestedDeeper(text: string, most = deepestJson): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (letter === '[' || letter === '{') {
      if (++depth > most) return true;
    } else if (letter === ']' || letter === '}') depth--;
  }
  return false;
}

/** Bold and underlined, as the program itself sets them; see `format.ts` and `number-table.ts`. */
const ownStyles = '\\u001b\\[(?:1|22|4|24)m';

/** Control characters that move the cursor, ring, hide or reverse text: names, notes and files of others may contain them. */
const controls = '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]';
const hidden = new RegExp(`${ownStyles}|${controls}`, 'g');

/** The picture of a control character, e.g. `␛`. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '\uFFFD';
}

/** Text for a terminal, in which control characters can be seen and do nothing. */
export function visible(text: string): string {
  return text.replaceAll(hidden, (found) => (found.length > 1 ? found : picture(found)));
}

/** JSON in which control characters are escaped, those too that JSON itself would let through. */
export function visibleJson(json: string): string {
  return json.replaceAll(
    new RegExp(controls, 'g'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

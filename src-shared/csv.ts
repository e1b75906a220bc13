/** Beginnings of cells that spreadsheets compute. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A text as spreadsheets show it rather than compute it: with an apostrophe in front where it begins like a formula. */
export function shownText(text: string): string {
  return formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** Digits of a measured number that are more than rounding. */
const digits = 14;

/** A number without the digits that computing in binary leaves behind: 60.2, not 60.199999999999996. */
export function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(digits)));
}

/** `labelOrder` becomes `label_order`, as columns of files are called. */
export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function csvField(text: string): string {
  const shown = shownText(text);
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** Rows of fields as CSV (RFC 4180, with line feeds). No text becomes a formula. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((fields) => `${fields.map(csvField).join(',')}\n`).join('');
}

/*
 * The language of filters: words to be found anywhere, and conditions such as `lr<=1e-3`, `accuracy > 60`,
 * `method:tent`, `model="my model"` or `created:7d`. All must hold.
 */

export const operators = ['<=', '>=', '!=', '<', '>', '=', ':'] as const;
export type Operator = (typeof operators)[number];

/** A condition as it was written. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
  /** Where it stands in the text, from 0; `end` is behind its last character. */
  readonly start: number;
  readonly end: number;
}

export interface FilterText {
  /** In small letters. */
  readonly words: readonly string[];
  readonly conditions: readonly Condition[];
}

const sameAs: Readonly<Record<string, Operator>> = { '≤': '<=', '≥': '>=', '≠': '!=', '==': '=' };
const condition = /(?<=^|\s)([\p{L}‖][^\s<>=!:≤≥≠"]*)\s*(<=|>=|!=|==|[<>=:≤≥≠])\s*("[^"]*"?|[^\s"]+)/gu;

/** Words and conditions of a text. What looks like no condition is a word. */
export function readFilterText(text: string): FilterText {
  const conditions: Condition[] = [];
  const rest = text.replace(condition, (source: string, field: string, sign: string, value: string, start: number) => {
    const operator = sameAs[sign] ?? operators.find((one) => one === sign) ?? ':';
    conditions.push({ field, operator, value: value.replaceAll('"', ''), start, end: start + source.length });
    return ' ';
  });
  const words = rest
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return { words, conditions };
}

/** The text with a further condition. */
export function withCondition(text: string, field: string, operator: Operator, value: string): string {
  const quoted = /[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
  return `${text.trim()} ${field}${operator}${quoted}`.trim();
}

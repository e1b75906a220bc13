/** The fonts that every reader of PDF has: Helvetica and Times, both in bold too, and one of Greek letters and signs. */
export const pdfFonts = {
  F1: 'Helvetica',
  F2: 'Helvetica-Bold',
  F3: 'Symbol',
  F4: 'Times-Roman',
  F5: 'Times-Bold',
} as const;
type PdfFont = keyof typeof pdfFonts;

/** A stretch of text in one font. */
export interface PdfRun {
  readonly font: PdfFont;
  /** Bytes of the font's encoding. */
  readonly bytes: readonly number[];
}

/** Widths of the letters from space to tilde, in thousandths of the size. */
const plainWidths =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584';
const boldWidths =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584';
const timesWidths =
  '250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541';
const timesBoldWidths =
  '250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 333 556 500 722 500 500 444 394 220 394 520';
const numbers = (text: string): number[] => text.split(' ').map(Number);
const widths = {
  F1: numbers(plainWidths),
  F2: numbers(boldWidths),
  F4: numbers(timesWidths),
  F5: numbers(timesBoldWidths),
};
const otherWidth = 556;

/** Characters of the encoding WinAnsi beyond Latin-1. */
const winAnsi: Readonly<Record<string, number>> = {
  ...{ '€': 0x80, '…': 0x85, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97 },
  ...{ '\u2009': 0x20, '\u202f': 0x20 },
};

/** Characters of the font Symbol: their code, and their width. */
const symbols: Readonly<Record<string, readonly [code: number, width: number]>> = {
  ...{ α: [0x61, 631], β: [0x62, 549], γ: [0x67, 411], θ: [0x71, 521], λ: [0x6c, 549], μ: [0x6d, 576] },
  ...{ σ: [0x73, 603], Δ: [0x44, 612], '−': [0x2d, 549], '≤': [0xa3, 549], '≥': [0xb3, 549], '∞': [0xa5, 713] },
};

/** Latin letters for what none of the fonts has: `‖θ₀‖` becomes `||θ0||`, and what has no such form `?`. */
function spelt(character: string): string {
  if (character === '‖') return '||';
  const plain = character.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return Array.from(plain).every((letter) => letter.charCodeAt(0) < 0x100) && plain !== '' ? plain : '?';
}

const latin = (character: string): number | undefined => {
  const code = character.codePointAt(0)!;
  return code < 0x80 || (code >= 0xa0 && code < 0x100) ? code : winAnsi[character];
};

/** How a text is set: in a family of CSS, of which those of Times are set in Times and all others in Helvetica. */
export interface PdfLook {
  readonly family: string;
  readonly bold: boolean;
}

/** A text in the fonts that have its characters, and its width in thousandths of the size. */
export function pdfRuns(
  text: string,
  { family, bold }: PdfLook,
): { readonly runs: readonly PdfRun[]; readonly width: number } {
  const own = family.startsWith('Times') ? (bold ? 'F5' : 'F4') : bold ? 'F2' : 'F1';
  const runs: { font: PdfFont; bytes: number[] }[] = [];
  let width = 0;
  const add = (font: PdfFont, byte: number, wide: number): void => {
    if (runs.at(-1)?.font !== font) runs.push({ font, bytes: [] });
    runs.at(-1)!.bytes.push(byte);
    width += wide;
  };
  const known = (character: string) => symbols[character] !== undefined || latin(character) !== undefined;
  for (const character of Array.from(text).flatMap((one) => (known(one) ? [one] : Array.from(spelt(one))))) {
    const symbol = symbols[character];
    const code = latin(character) ?? 0x3f;
    if (symbol) add('F3', ...symbol);
    else add(own, code, widths[own][code - 0x20] ?? otherWidth);
  }
  return { runs, width };
}

/** Bytes as a string between brackets. */
export const pdfString = (bytes: readonly number[]): string =>
  `<${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`;

/** The fonts that every reader of PDF has: Helvetica, the same in bold, and one of Greek letters and signs. */
type PdfFont = 'F1' | 'F2' | 'F3';

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
const widths = { F1: plainWidths.split(' ').map(Number), F2: boldWidths.split(' ').map(Number) };
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

/** A text in the fonts that have its characters, and its width in thousandths of the size. */
export function pdfRuns(text: string, bold: boolean): { readonly runs: readonly PdfRun[]; readonly width: number } {
  const own = bold ? 'F2' : 'F1';
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

const special: Readonly<Record<string, string>> = {
  ...{ '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '\t': ' ' },
  ...{ '<': '\\textless{}', '>': '\\textgreater{}', '|': '\\textbar{}' },
  ...{ '±': '$\\pm$', '−': '$-$', '×': '$\\times$', '≤': '$\\le$', '≥': '$\\ge$', '≈': '$\\approx$', '∞': '$\\infty$' },
  ...{ '→': '$\\to$', '‖': '$\\|$', '²': '$^2$', '·': '$\\cdot$' },
  ...{ α: '$\\alpha$', β: '$\\beta$', γ: '$\\gamma$', θ: '$\\theta$', λ: '$\\lambda$', μ: '$\\mu$', ρ: '$\\rho$' },
  ...{ τ: '$\\tau$', σ: '$\\sigma$', ε: '$\\varepsilon$', η: '$\\eta$', κ: '$\\kappa$', Δ: '$\\Delta$' },
  ...{ Σ: '$\\Sigma$', ḡ: '$\\bar g$', '†': '$\\dagger$', '‡': '$\\ddagger$' },
  ...{ '–': '--', '—': '---', '…': '\\dots{}', '’': "'", '‘': '`', '“': '``', '”': "''" },
  ...{ '\u2009': '\\,', '\u202f': '\\,', '\u00a0': '~' },
};

/** Digits below the line, e.g. of β₁. */
const subscripts = '₀₁₂₃₄₅₆₇₈₉';

/** Characters that LaTeX prints in any font: ASCII and Latin-1. */
const plain = /[ -~À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]/;

/** A name in one line: a break within it would end the row of a table. */
export const inOneLine = (text: string): string => text.replaceAll(/\s*[\r\n\u2028\u2029]\s*/g, ' ');

function escapedCharacter(character: string): string {
  const known = special[character];
  if (known !== undefined) return known;
  if (subscripts.includes(character)) return `$_${subscripts.indexOf(character)}$`;
  if (/[&%$#_{}]/.test(character)) return `\\${character}`;
  if (plain.test(character)) return character;
  // Control characters and lone surrogates have nothing to show.
  if (/[\p{C}\p{Z}]/u.test(character)) return '';
  return `\\labchar{${character.codePointAt(0)!.toString(16).toUpperCase()}}{${character}}`;
}

/** A text as LaTeX sets it, in one line; `labcharMacro` says what becomes of letters that pdfLaTeX has no font for. */
export function latexText(text: string): string {
  return Array.from(inOneLine(text).normalize('NFC'), escapedCharacter).join('');
}

/**
 * Letters of other scripts: themselves in XeLaTeX and LuaLaTeX, their number in pdfLaTeX, which would end with an error.
 * Whoever has fonts for them says `\renewcommand{\labchar}[2]{#2}`.
 */
const labcharMacro =
  '\\providecommand{\\labchar}[2]{\\ifdefined\\XeTeXversion#2\\else\\ifdefined\\directlua#2\\else[U+#1]\\fi\\fi}\n';

/** LaTeX with the macro that its letters need, if any. */
export const withLatexMacros = (latex: string): string => (latex.includes('\\labchar{') ? labcharMacro + latex : latex);

import { describe, expect, it } from 'vitest';
import { latexText, withLatexMacros } from '../../../src-shared/latex.ts';

describe('a text in LaTeX', () => {
  it.each([
    ['100% of A_B & {C} #1 $x$', '100\\% of A\\_B \\& \\{C\\} \\#1 \\$x\\$'],
    ['a~b^c\\d', 'a\\textasciitilde{}b\\textasciicircum{}c\\textbackslash{}d'],
    ['<script>|', '\\textless{}script\\textgreater{}\\textbar{}'],
    ['β₁ ≤ 0.4 ± 1\u202f%', '$\\beta$$_1$ $\\le$ 0.4 $\\pm$ 1\\,\\%'],
    ['62.1† ‡ tr Σ', '62.1$\\dagger$ $\\ddagger$ tr $\\Sigma$'],
    ['two\nlines', 'two lines'],
    ['caf\u0065\u0301 Ünal', 'café Ünal'],
  ])('escapes %s', (text, latex) => expect(latexText(text)).toBe(latex));

  it('gives letters that pdfLaTeX has no font for a macro, which it defines', () => {
    const text = latexText('測🙂');
    expect(text).toBe('\\labchar{6E2C}{測}\\labchar{1F642}{🙂}');
    expect(withLatexMacros(text)).toMatch(/^\\providecommand\{\\labchar\}/);
    expect(withLatexMacros('plain')).toBe('plain');
  });

  it('leaves out what can not be seen', () => expect(latexText('a\u0000\u200bb\ud800c')).toBe('abc'));
});

import { latexText, withLatexMacros } from '../../../src-shared/latex.ts';
import type { WordsSection } from './sections.ts';

/** A path or a hash may be broken where it has a sign, or every eight letters. */
function breakable(text: string): string {
  return text
    .split(/(?<=[/\\_.,:=@-])/)
    .flatMap((part) => (part.length > 20 && !part.includes(' ') ? (part.match(/.{1,8}/gsu) ?? []) : [part]))
    .map(latexText)
    .join('\\allowbreak{}');
}

/** A table of texts that may be longer than a page: with booktabs and longtable. */
export function wordsLatex({ caption, name, columns, groups }: WordsSection): string {
  const share = (0.96 / columns.length).toFixed(3);
  const cell = `>{\\raggedright\\arraybackslash}p{${share}\\linewidth}`;
  const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\\n`;
  const rows = groups.flatMap(({ heading, rows: own }) => [
    ...(heading === ''
      ? []
      : [`  \\addlinespace\\multicolumn{${columns.length}}{@{}l}{\\textit{${latexText(heading)}}} \\\\\n`]),
    ...own.map((cells) => line(cells.map(breakable))),
  ]);
  const text = [
    '% needs \\usepackage{array,booktabs,longtable}\n',
    `\\begin{longtable}{@{}${columns.map(() => cell).join('')}@{}}\n`,
    `  \\caption{${latexText(caption)}}\\label{tab:${name}} \\\\\n`,
    `  \\toprule\n${line(columns.map(latexText))}  \\midrule\n  \\endfirsthead\n`,
    `  \\toprule\n${line(columns.map(latexText))}  \\midrule\n  \\endhead\n  \\bottomrule\n  \\endlastfoot\n`,
    ...rows,
    '\\end{longtable}\n',
  ];
  return withLatexMacros(text.join(''));
}

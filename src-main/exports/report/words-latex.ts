import { latexText, withLatexMacros } from '../../../src-shared/latex.ts';
import type { WordsSection } from './sections.ts';

/** Longer words, which are paths and hashes, may be broken. */
const longWord = 20;

/** A long word may be broken where it has a sign, or every eight letters. */
function breakableWord(word: string): string {
  if (word.length <= longWord) return latexText(word);
  return word
    .split(/(?<=[/\\_.,:;=@-])/)
    .flatMap((part) => (part.length > longWord ? (part.match(/.{1,8}/gsu) ?? []) : [part]))
    .map(latexText)
    .join('\\allowbreak{}');
}

const breakable = (text: string): string => text.split(' ').map(breakableWord).join(' ');

/** Letters that a column takes into account: of longer texts lines are broken. */
const [leastLetters, mostLetters] = [6, 40];
/** Share of the line that the room between columns leaves. */
const room = (columns: number): number => 1 - 0.03 * (columns - 1);

/** Shares of the line by column, as its texts are long. */
function widthsOf(columns: readonly string[], rows: readonly (readonly string[])[]): number[] {
  const letters = columns.map((head, place) => {
    const longest = Math.max(0.7 * head.length, ...rows.map((row) => (row[place] ?? '').length));
    return Math.min(mostLetters, Math.max(leastLetters, longest));
  });
  const all = letters.reduce((sum, count) => sum + count, 0);
  return letters.map((count) => (room(columns.length) * count) / all);
}

/** A table of texts that may be longer than a page: with booktabs and longtable. */
export function wordsLatex({ caption, name, columns, groups }: WordsSection): string {
  const cells = widthsOf(
    columns,
    groups.flatMap(({ rows: own }) => own),
  ).map((share) => `>{\\raggedright\\arraybackslash}p{${share.toFixed(3)}\\linewidth}`);
  const line = (texts: readonly string[]): string => `  ${texts.join(' & ')} \\\\\n`;
  const rows = groups.flatMap(({ heading, rows: own }) => [
    ...(heading === ''
      ? []
      : [`  \\addlinespace\\multicolumn{${columns.length}}{@{}l}{\\textit{${latexText(heading)}}} \\\\\n`]),
    ...own.map((texts) => line(texts.map(breakable))),
  ]);
  const text = [
    '% needs \\usepackage{array,booktabs,longtable}\n',
    `\\begin{longtable}{@{}${cells.join('')}@{}}\n`,
    `  \\caption{${latexText(caption)}}\\label{tab:${name}} \\\\\n`,
    `  \\toprule\n${line(columns.map(latexText))}  \\midrule\n  \\endfirsthead\n`,
    `  \\toprule\n${line(columns.map(latexText))}  \\midrule\n  \\endhead\n  \\bottomrule\n  \\endlastfoot\n`,
    ...rows,
    '\\end{longtable}\n',
  ];
  return withLatexMacros(text.join(''));
}

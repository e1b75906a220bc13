import { tableText } from '../../../src-shared/comparison/table-text.ts';
import { lightPalette } from '../../../src-shared/charts/draw/palettes.ts';
import { hasRoom, layoutOf, paperFamilies, type PaperSize } from '../../../src-shared/charts/export/figure-choice.ts';
import { paperMeasure, paperPdf, paperSvg } from '../../../src-shared/charts/export/paper.ts';
import type { PaperFigures } from '../../../src-shared/api/reports.ts';
import { csvText } from '../../../src-shared/csv.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { latexText, withLatexMacros } from '../../../src-shared/latex.ts';
import { pgfFigure } from './pgfplots.ts';
import type { FigureSection, Report, Section } from './sections.ts';
import { wordsLatex } from './words-latex.ts';

type Files = Record<string, string | Uint8Array>;

/** Points of all lines of a figure: what LaTeX draws within its memory, and finer than print. */
const points = 4000;

/** A figure in every form that a paper may take, in one width and with one font. */
function figureFiles({ name, draw, csv }: FigureSection, figures: PaperFigures): Files {
  const size: PaperSize = { width: 'own', ...figures };
  const palette = { ...lightPalette, font: paperFamilies[figures.font] };
  const figure = draw({ ...layoutOf(size), untitled: true }, palette, points);
  const { tex, data } = pgfFigure(figure, name);
  return {
    [`figures/${name}.pdf`]: paperPdf(figure, size, paperMeasure),
    [`figures/${name}.svg`]: paperSvg(figure, size, paperMeasure),
    [`figures/${name}.tex`]: tex,
    [`data/${name}.csv`]: csv,
    ...Object.fromEntries(Object.entries(data).map(([own, text]) => [`data/${own}.dat`, text])),
  };
}

function filesOf(section: Section, figures: PaperFigures): Files {
  switch (section.kind) {
    case 'text':
      return {};
    case 'numbers':
      return {
        [`tables/${section.name}.tex`]: tableText(section.table, 'latex'),
        [`data/${section.name}.csv`]: tableText(section.table, 'csv'),
      };
    case 'words':
      return {
        [`tables/${section.name}.tex`]: wordsLatex(section),
        [`data/${section.name}.csv`]: csvText([section.columns, ...section.groups.flatMap(({ rows }) => rows)]),
      };
    case 'figure':
      return figureFiles(section, figures);
    case 'repeat':
      return {
        'repeat/commands.sh': section.commands
          .map(({ name, command }) => `# ${name.replaceAll(/\s+/g, ' ')}\n${command}\n`)
          .join('\n'),
        ...Object.fromEntries(Object.entries(section.files).map(([name, text]) => [`repeat/${name}`, text])),
      };
  }
}

function proofOf(section: Section): string {
  switch (section.kind) {
    case 'text':
      return section.lines.map((line) => `${latexText(line)}\n\n`).join('');
    case 'numbers':
      return `\\begin{table}[!htbp]\\centering
\\caption{${latexText(section.caption)}}\\label{tab:${section.name}}
\\labfit{\\input{tables/${section.name}}}
\\end{table}\n`;
    case 'words':
      return `{\\footnotesize\\input{tables/${section.name}}}\n`;
    case 'figure':
      return `\\begin{figure}[!htbp]\\centering
\\labfit{\\includegraphics{figures/${section.name}.pdf}}
\\caption{${latexText(section.caption)}}\\label{fig:${section.name}}
\\end{figure}
\\begin{figure}[!htbp]\\centering
\\input{figures/${section.name}}
\\caption{The same, drawn by PGFPlots in the font of the paper.}
\\end{figure}\n`;
    case 'repeat':
      return 'The commands stand in \\texttt{repeat/commands.sh}, the configurations beside it.\n';
  }
}

/** Everything in the folder on a few pages, to inspect and copy from. */
function proof({ title, subtitle, sections }: Report): string {
  const parts = sections.map((section, place) => {
    const isNext = sections[place - 1]?.title !== section.title;
    return (isNext ? `\\FloatBarrier\n\\section{${latexText(section.title)}}\n` : '') + proofOf(section);
  });
  return withLatexMacros(`% All that lies in this folder on some pages: pdflatex report
\\documentclass[10pt,a4paper]{article}
\\usepackage[utf8]{inputenc}
\\usepackage[T1]{fontenc}
\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}
\\usepackage[margin=22mm]{geometry}
\\usepackage{array,booktabs,longtable,graphicx,pgfplots,placeins}
\\pgfplotsset{compat=1.16}
% What is wider than the page is made as narrow as that.
\\newsavebox{\\labbox}
\\newcommand{\\labfit}[1]{\\sbox{\\labbox}{#1}\\ifdim\\wd\\labbox>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox{\\labbox}}\\else\\usebox{\\labbox}\\fi}
\\title{${latexText(title)}}\n\\author{}\n\\date{${latexText(subtitle)}}
\\begin{document}
\\maketitle
${parts.join('\n')}
\\end{document}
`);
}

/**
 * A report as files for a paper: figures (PDF, SVG, PGFPlots), tables of LaTeX, numbers, and what repeats them; `report.tex`
 * shows it all.
 * @returns contents by path within the folder
 * @throws LabError `bad-input` for figures too narrow for their letters
 */
export function paperFiles(report: Report, figures: PaperFigures): Files {
  if (!hasRoom({ width: 'own', ...figures })) {
    throw new LabError(
      'bad-input',
      `A font of ${figures.letters} pt leaves no room in a chart of ${figures.millimetres} mm.`,
      'Choose a smaller font or a wider figure.',
    );
  }
  return {
    'report.tex': proof(report),
    ...(report.notes.trim() === '' ? {} : { 'notes.md': `${report.notes.trimEnd()}\n` }),
    ...Object.fromEntries(report.sections.flatMap((section) => Object.entries(filesOf(section, figures)))),
  };
}

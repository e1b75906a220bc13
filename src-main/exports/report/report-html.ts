import { createHash } from 'node:crypto';
import { escaped } from '../../../src-shared/charts/export/svg-text.ts';
import type { FigureLayout } from '../../../src-shared/charts/export/figure.ts';
import { formatDateTime } from '../../../src-shared/format.ts';
import { markdownHtml } from '../../../src-shared/markdown.ts';
import { numbersHtml } from './numbers-html.ts';
import { reportStyle } from './report-style.ts';
import type { FigureSection, RepeatSection, Report, Section, TextSection, WordsSection } from './sections.ts';
import { Themes } from './themed-figure.ts';

const layout: FigureLayout = { width: 900, chartHeight: 320, dashes: false, untitled: true };
const half: FigureLayout = { ...layout, width: 450, chartHeight: 280 };
/** Of all lines of a figure: on a page of this width more are not seen. */
const points = 8000;
/** Tables with more columns are printed across the page. */
const mostUpright = 9;

/** A short text is not broken: a number or a word. */
const mostShort = 24;
const cellHtml = (text: string): string =>
  `<td${text.length <= mostShort ? ' class="short"' : ''}>${escaped(text)}</td>`;

/** Scrollable content, which can be reached with the keyboard and has a name. */
const scrolling = (label: string, content: string, wide = false): string =>
  `<div class="scroll${wide ? ' wide' : ''}" role="region" aria-label="${escaped(label)}" tabindex="0">${content}</div>`;

function wordsHtml({ caption, columns, groups }: Pick<WordsSection, 'caption' | 'columns' | 'groups'>): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const bodies = groups.map(({ heading, rows }) => {
    const topic =
      heading === ''
        ? ''
        : `<tr class="topic"><th scope="rowgroup" colspan="${columns.length}">${escaped(heading)}</th></tr>`;
    const lines = rows.map(
      ([name = '', ...cells]) => `<tr><th scope="row">${escaped(name)}</th>${cells.map(cellHtml).join('')}</tr>`,
    );
    return `<tbody>${topic}${lines.join('\n')}</tbody>`;
  });
  const text = `<caption>${escaped(caption)}</caption><thead><tr>${head}</tr></thead>${bodies.join('')}`;
  return scrolling(caption, `<table class="words">${text}</table>`, columns.length > mostUpright);
}

function textHtml({ lines }: TextSection): string {
  return lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
}

/** A drawing with what it shows in words, and its numbers as a table for who can't see it. */
function figureHtml({ name, caption, draw, summary, table, beside }: FigureSection, themes: Themes): string {
  const svg = themes.svg((palette) => draw(beside ? half : layout, palette, points), `${name}-`);
  const described = svg.replace('<svg ', `<svg aria-describedby="about-${name}" `);
  const data = wordsHtml({
    caption: table.note ?? 'Numbers of the figure',
    columns: table.columns,
    groups: [{ heading: '', rows: table.rows }],
  }).replace(' wide"', '"');
  return `<figure>${described}<figcaption>${escaped(caption)}</figcaption>
<p id="about-${name}" class="hidden">${escaped(summary)}</p>
<details><summary>Numbers of this figure</summary>${data}</details></figure>`;
}

function repeatHtml({ commands }: RepeatSection): string {
  const text = commands.map(({ name, command }) => `# ${name}\n${command}`).join('\n\n');
  return `<pre tabindex="0">${escaped(text)}</pre>`;
}

function contentOf(section: Section, themes: Themes): string {
  switch (section.kind) {
    case 'text':
      return textHtml(section);
    case 'numbers': {
      const wide = section.table.columns.length >= mostUpright;
      return scrolling(section.caption, numbersHtml(section.table, section.caption), wide);
    }
    case 'words':
      return wordsHtml(section);
    case 'figure':
      return figureHtml(section, themes);
    case 'repeat':
      return repeatHtml(section);
  }
}

/** Sections as they follow each other, those that stand beside each other in one row. */
function contentsOf(sections: readonly Section[], themes: Themes): string {
  const isBeside = (section: Section | undefined): boolean => section?.kind === 'figure' && section.beside === true;
  return sections
    .map((section, place) => {
      const [opens, closes] = [sections[place - 1], sections[place + 1]].map((other) => !isBeside(other));
      const html = contentOf(section, themes);
      return isBeside(section) ? `${opens ? '<div class="pairs">' : ''}${html}${closes ? '</div>' : ''}` : html;
    })
    .join('\n');
}

/** Headings of the notes stand below the title of the report. */
const belowTitle = (html: string): string =>
  html.replaceAll(/<(\/?)h([1-5])\b/g, (_, end: string, level: string) => `<${end}h${Number(level) + 1}`);

/** Sections of one title that follow each other stand under one heading. */
function byTitle(sections: readonly Section[]): { readonly title: string; readonly own: Section[] }[] {
  const chapters: { title: string; own: Section[] }[] = [];
  for (const section of sections) {
    const last = chapters.at(-1);
    if (last?.title === section.title) last.own.push(section);
    else chapters.push({ title: section.title, own: [section] });
  }
  return chapters;
}

/**
 * A report as one page that needs nothing else: no script, nothing from elsewhere, and a policy that forbids both. Every text
 * of runs and users is text.
 */
export function reportHtml({ title, subtitle, madeAt, labVersion, notes, sections }: Report): string {
  const themes = new Themes();
  const chapters = byTitle(sections).map(({ title: heading, own }, place) => {
    const warns = own.some((section) => section.kind === 'text' && section.tone === 'warning');
    const content = contentsOf(own, themes);
    const id = `part-${place + 1}`;
    return {
      link: `<li><a href="#${id}">${escaped(heading)}</a></li>`,
      html: `<section id="${id}"${warns ? ' class="warning"' : ''}><h2>${escaped(heading)}</h2>\n${content}</section>`,
    };
  });
  const written =
    notes.trim() === '' ? '' : `<section class="notes" aria-label="Notes">${belowTitle(markdownHtml(notes))}</section>`;
  const style = `\n${reportStyle(themes)}\n`;
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="MGTTA Lab ${escaped(labVersion)}">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p class="subtitle">${escaped(subtitle)} · <time datetime="${madeAt}">${formatDateTime(madeAt)}</time></p>
<nav aria-label="Contents"><ul>${chapters.map(({ link }) => link).join('')}</ul></nav>
</header>
<main>
${written}
${chapters.map(({ html }) => html).join('\n')}
</main>
<footer>Made by MGTTA Lab ${escaped(labVersion)}. Best of a column in bold, second underlined; ≈: not significantly different from the best.</footer>
</body>
</html>
`;
}

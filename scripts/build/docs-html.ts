import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Marked, type Tokens } from 'marked';
import markedKatex from 'marked-katex-extension';
import type { Plugin } from 'vite';
import { escaped } from '../../src-shared/charts/export/svg-text.ts';

/** A page of docs/ as the window shows it. */
export interface DocsPage {
  /** The text of its first heading. */
  readonly title: string;
  /** Without that heading. Formulas are MathML, links between pages lead to pages of the window. */
  readonly html: string;
}

/** `../methods/foa-sgd.md#options` → `#/docs/foa-sgd`; links elsewhere stay as they are. */
function linkInWindow(target: string): string {
  const page = /^(?:[^:#]*\/)?([\w-]+)\.md(?:#.*)?$/.exec(target)?.[1];
  return page === undefined ? target : `#/docs/${page}`;
}

const marked = new Marked(markedKatex({ output: 'mathml', throwOnError: true, nonStandard: true }), {
  renderer: {
    link(this: { parser: { parseInline: (tokens: Tokens.Link['tokens']) => string } }, { href, tokens }: Tokens.Link) {
      const target = linkInWindow(href);
      const outside = target.startsWith('#') ? '' : ' target="_blank" rel="noreferrer"';
      return `<a href="${target}"${outside}>${this.parser.parseInline(tokens)}</a>`;
    },
    // Drawings are filled in below. Pictures of pages serve readers elsewhere; here the pages themselves are a click away.
    image: ({ href, text }: Tokens.Image) =>
      path.extname(href) === '.svg' ? `<span class="drawing" data-file="${escaped(href)}">${escaped(text)}</span>` : '',
  },
});

/** Wide tables scroll by themselves, not with the page. */
const tablesInFrames = (html: string): string =>
  html.replaceAll('<table>', '<div class="wide" tabindex="0"><table>').replaceAll('</table>', '</table></div>');

/** Drawings of the lab become part of the page, with the words that stand for them as their titles. */
const withDrawings = (html: string, drawing: (file: string) => string): string =>
  html.replaceAll(/ data-file="([^"]*)">([^<]*)</g, (_, file: string, words: string) => {
    const svg = drawing(file).replace(/^<\?xml[^>]*>\s*/, '');
    return `>${svg.trim().replace(/<title>[^<]*</, () => `<title>${words}<`)}<`;
  });

const none = (file: string): string => {
  throw new Error(`There is no drawing ${file}.`);
};

/**
 * @param markdown a page of docs/
 * @param drawing the SVG text of a file that it shows
 * @throws where it does not begin with a heading, or a formula can't be read
 */
export function docsPage(markdown: string, drawing = none): DocsPage {
  const [first = '', ...rest] = markdown.split('\n');
  const title = /^# (.+)$/.exec(first)?.[1];
  if (title === undefined) throw new Error(`A page of docs/ begins with its title, not with: ${first}`);
  const html = marked.parse(rest.join('\n'), { async: false });
  return { title, html: withDrawings(tablesInFrames(html), drawing) };
}

/** Lets the window import pages of docs/: `x.md?title` is the title, `x.md?html` the text. Nothing is parsed at run time. */
export function docsHtml(): Plugin {
  return {
    name: 'docs-html',
    enforce: 'pre',
    load(id) {
      const [file = '', query] = id.split('?');
      if (path.extname(file) !== '.md' || (query !== 'title' && query !== 'html')) return undefined;
      this.addWatchFile(file);
      const page = docsPage(readFileSync(file, 'utf8'), (name) => {
        const drawn = path.join(path.dirname(file), name);
        this.addWatchFile(drawn);
        return readFileSync(drawn, 'utf8');
      });
      return `export default ${JSON.stringify(page[query])};`;
    },
  };
}

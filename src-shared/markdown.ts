import { Marked } from 'marked';
import markedKatex from 'marked-katex-extension';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign]!);

/** HTML in a text is text, and links lead to the web alone: nothing of it acts in the window. */
const marked = new Marked(markedKatex({ output: 'mathml', throwOnError: false, nonStandard: true }), {
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ text }) => escaped(text),
    link({ href, tokens }) {
      const label = this.parser.parseInline(tokens);
      if (!/^https?:\/\//.test(href)) return label;
      return `<a href="${escaped(href)}" target="_blank" rel="noreferrer">${label}</a>`;
    },
  },
});

/** Markdown that somebody else may have written, such as the page of an own method or the notes of a report, as HTML. */
export function markdownHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

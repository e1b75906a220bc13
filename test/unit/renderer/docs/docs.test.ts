import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { docsPage } from '../../../../scripts/build/docs-html.ts';
import { docs, docsText } from '../../../../src-renderer/docs.ts';
import { defaultBinCount } from '../../../../src-main/experiments/metrics-calibration.ts';
import { glossary, type GlossaryEntry } from '../../../../src-renderer/texts/glossary.ts';

describe('the pages of docs/', () => {
  it('are all there, each method under its id', () => {
    const methods = readdirSync('docs/methods').map((file) => file.replace(/\.md$/, ''));
    expect(methods).toContain('mgtta');
    expect(docs.filter(({ kind }) => kind === 'method').map(({ id }) => id)).toEqual(expect.arrayContaining(methods));
    expect(new Set(docs.map(({ id }) => id)).size).toBe(docs.length);
  });

  it.each(docs.map(({ id }) => id))(
    '%s has nothing that the content security policy forbids, and no dead link',
    async (id) => {
      const html = (await docsText(id)) ?? '';
      expect(html.length).toBeGreaterThan(200);
      expect(html).not.toMatch(/<script| style=| on\w+=|<img/);
      // A formula that was not recognised as one.
      expect(html.replaceAll(/<(pre|code)[\s\S]*?<\/\1>|<annotation[\s\S]*?<\/annotation>/g, '')).not.toMatch(
        /\$|\\frac|\\hat/,
      );
      const targets = [...html.matchAll(/href="#\/docs\/([^"]+)"/g)].map(([, target]) => target);
      const known = docs.map((entry) => entry.id);
      expect(targets.filter((target) => !known.includes(target!))).toEqual([]);
    },
  );

  it('are undefined where there is none', async () => {
    await expect(docsText('nope')).resolves.toBeUndefined();
  });
});

describe('a page', () => {
  it('has formulas as MathML, links in the window, and tables that scroll alone', () => {
    const { title, html } = docsPage('# T\n\n$x^2$ and [FOA](methods/foa.md#options)\n\n| a |\n| - |\n| 1 |\n');
    expect(title).toBe('T');
    expect(html).toMatch(/<msup><mi>x<\/mi><mn>2<\/mn><\/msup>/);
    expect(html).toContain('<a href="#/docs/foa">FOA</a>');
    expect(html).toContain('<div class="wide" tabindex="0"><table>');
  });

  it('holds its drawings, and no other pictures', () => {
    const svg = '<?xml version="1.0"?>\n<svg role="img"><title>Own</title><path/></svg>\n';
    const files: string[] = [];
    const { html } = docsPage('# T\n\n![Up & down](study/a.svg)\n\n![A page](b.png)\n', (file) => {
      files.push(file);
      return svg;
    });
    expect(files).toEqual(['study/a.svg']);
    expect(html).toContain('<span class="drawing"><svg role="img"><title>Up &amp; down</title><path/></svg></span>');
    expect(html).not.toContain('b.png');
    expect(() => docsPage('# T\n\n![x](a.svg)\n')).toThrow('no drawing a.svg');
  });

  it('needs a title, and formulas that can be read', () => {
    expect(() => docsPage('Words.')).toThrow('begins with its title');
    expect(() => docsPage('# T\n\n$\\nonsense{$')).toThrow();
  });
});

it('the glossary leads to pages that are there', () => {
  const entries: readonly GlossaryEntry[] = Object.values(glossary);
  const targets = entries.flatMap(({ docs: id }) => (id === undefined ? [] : [id]));
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((id) => !docs.some((entry) => entry.id === id))).toEqual([]);
  expect(glossary.ece.text).toContain(`${defaultBinCount} bins`);
});

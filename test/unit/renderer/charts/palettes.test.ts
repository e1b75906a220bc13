import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { paletteOf } from '../../../../src-shared/charts/draw/palette.ts';
import { darkPalette, lightPalette } from '../../../../src-shared/charts/draw/palettes.ts';

const css = readFileSync('src-renderer/styles/tokens.css', 'utf8');

/** The value that a block of the style sheet gives a token. */
const tokensIn = (selector: string) => {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0]!;
  return (name: string) => new RegExp(`${name}: ([^;]+);`).exec(block)?.[1] ?? '';
};

it.each([
  [':root', lightPalette],
  [":root[data-theme='dark']", darkPalette],
] as const)('colours of files are those of %s', (selector, { font: _font, ...palette }) => {
  const { font: _own, ...own } = paletteOf(tokensIn(selector));
  expect(palette).toEqual(own);
});

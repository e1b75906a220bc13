import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { methods } from '../../../src-main/methods/method-registry.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'methods');
const fileOf = (id: string): string => `${id.replaceAll('_', '-')}.md`;

/** Rows `| option | symbol | default | … |` of a page. */
function optionRows(text: string): { name: string; symbol: string; default: string }[] {
  return [...text.matchAll(/^\| `(\w+)`\s*\|([^|]*)\|([^|]*)\|/gm)].map(([, name = '', symbol = '', value = '']) => ({
    name,
    symbol: symbol.trim(),
    default: value.trim().replaceAll('`', '').split(' ')[0] ?? '',
  }));
}

describe.each(Object.values(methods))('the page of $name', ({ id, name, options }) => {
  const path = join(folder, fileOf(id));

  it('exists, is headed by its name, and has idea, equations, options and deviations', () => {
    expect(existsSync(path)).toBe(true);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(new RegExp(`^# ${name}\\n\\n\`${id}\``));
    expect(text).toMatch(/^## Options$/m);
    expect(text).toMatch(/^## .*[Pp]aper.*this method/m);
  });

  it('lists the options of the schema with their symbols and defaults', () => {
    const declared = describeOptions(options).map(({ name: option, symbol = '', default: value }) => ({
      name: option,
      symbol,
      default: String(value),
    }));
    const [section = ''] = /^## Options$[^]*?(?=^## |$(?![^]))/m.exec(readFileSync(path, 'utf8')) ?? [];
    const listed = optionRows(section);
    const asNumber = (text: string): string =>
      text === '' || Number.isNaN(Number(text)) ? text : String(Number(text));
    expect(listed.map((row) => ({ ...row, default: asNumber(row.default) }))).toEqual(declared);
  });
});

it('there is no page of something else', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(methods).map(fileOf).sort());
});

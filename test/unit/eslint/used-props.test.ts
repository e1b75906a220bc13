import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { expect, it } from 'vitest';
import { usedProps } from '../../../eslint/used-props.js';

function problemsIn(code: string): string[] {
  const config: Linter.Config = {
    files: ['**/*.ts'],
    languageOptions: { parser: ts.parser },
    plugins: { lab: { rules: { 'used-props': usedProps } } },
    rules: { 'lab/used-props': 'error' },
  };
  return new Linter().verify(code, config, 'component.ts').map(({ line, message }) => `${line}: ${message}`);
}

it('properties that a component declares and does not take are reported', () => {
  const type = `interface Base { id: string }
    interface Props extends Base { name: string; 'aria-label'?: string }
    type Both = Props & { size: number };`;
  const unused = (line: number, name: string) => `${line}: '${name}' is declared as a property, and not taken.`;
  expect(problemsIn(`${type} const { name }: Props = $props();`)).toEqual([unused(1, 'id'), unused(2, 'aria-label')]);
  expect(problemsIn(`${type} const { id, name, 'aria-label': label }: Both = $props();`)).toEqual([unused(3, 'size')]);
  expect(problemsIn('const { a = 1 }: { a?: number; b: string } = $props();')).toEqual([unused(1, 'b')]);
});

it('where the rest is taken, or the type is of another file, nothing is', () => {
  expect(problemsIn('const { a, ...rest }: { a: number; b: string } = $props();')).toEqual([]);
  expect(problemsIn('const { a }: ButtonProps = $props();')).toEqual([]);
});

// Lints .ts, .js and .mjs files, with the types of the compiler in native code: ten times as fast as ESLint, whose rules
// these are. ESLint is left with what oxlint can't read: components. What needs their types is looked for in what
// svelte-check makes of them, by the rules of oxlint.components.config.ts.
import js from '@eslint/js';
import type { Linter } from 'eslint';
import { defineConfig } from 'oxlint';
import ts from 'typescript-eslint';
import { generated, general, typed } from './eslint/rules.js';

/** What this linter does not have: rules on enums, which the compiler refuses, on sloppy mode, and rules that are off. */
const missing = [
  'no-dupe-args',
  'no-octal',
  'no-new-symbol',
  'no-return-await',
  '@typescript-eslint/no-unsafe-enum-assignment',
  '@typescript-eslint/no-unsafe-class-instance-assignment',
];

export const known = (...sets: (Partial<Linter.RulesRecord> | undefined)[]): Partial<Linter.RulesRecord> =>
  Object.fromEntries(sets.flatMap((rules) => Object.entries(rules ?? {})).filter(([name]) => !missing.includes(name)));

export default defineConfig({
  plugins: ['typescript'],
  jsPlugins: ['./eslint/layering.js'],
  categories: { correctness: 'off' },
  options: { typeAware: true, respectEslintDisableDirectives: false, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: [...generated, '**/*.svelte'],
  rules: known(js.configs.recommended.rules, general),
  overrides: [
    { files: ['**/*.js', '**/*.mjs'], env: { node: true } },
    { files: ['**/*.ts'], rules: known(...ts.configs.strictTypeChecked.map(({ rules }) => rules), typed) },
  ],
});

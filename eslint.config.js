import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { layering } from './eslint/layering.js';
import { general, generated, typed } from './eslint/rules.js';
import { usedProps } from './eslint/used-props.js';

// Everything else is linted by oxlint; modules with runes also there. So are components by the rules that need their types, see
// scripts/lint-components.ts.
export default defineConfig(
  { ignores: [...generated, '**/*.js', '**/*.mjs'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.svelte'],
    extends: [js.configs.recommended, ts.configs.strictTypeChecked],
    plugins: { lab: { rules: { layering, 'used-props': usedProps } } },
    rules: {
      ...general,
      ...typed,
      ...ts.configs.disableTypeChecked.rules,
      'require-await': 'error',
      'lab/used-props': 'error',
      // Properties that can be bound are declared with those that can't, in one destructuring `let`.
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
    },
  },
  svelte.configs.recommended,
  { files: ['**/*.svelte'], rules: { 'svelte/no-unused-props': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  // The HTML is that of our own docs/, made by the build, or made of a method's Markdown with all HTML in it escaped.
  { files: ['src-renderer/components/docs/Article.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
  prettier,
  svelte.configs.prettier,
);

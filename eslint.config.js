import './eslint/svelte-types.js';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import lab from './eslint/layering.js';
import { general, generated, typed } from './eslint/rules.js';

// Everything else is linted by oxlint; modules with runes also there, for their types.
export default defineConfig(
  { ignores: [...generated, '**/*.js', '**/*.mjs'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.svelte'],
    extends: [js.configs.recommended, ts.configs.strictTypeChecked],
    plugins: { lab },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    // Properties that can be bound are declared with those that can't, in one destructuring `let`.
    rules: { ...general, ...typed, 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
  },
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  // The HTML is that of our own docs/, made by the build, or made of a method's Markdown with all HTML in it escaped.
  { files: ['src-renderer/components/docs/Article.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
  prettier,
  svelte.configs.prettier,
);

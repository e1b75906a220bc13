import './eslint/svelte-types.js';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { layering } from './eslint/layering.js';

export default defineConfig(
  {
    ignores: [
      'out/',
      'release/',
      'node_modules/',
      '.toolchain/',
      'test-results/',
      'playwright-report/',
      'lab-data/',
      '**/*_pb.js',
      '**/*_pb.d.ts',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      // `a[i]!` is how an index known to be in range is written under noUncheckedIndexedAccess.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // It does not come to an end on types that hold themselves, as the trees of tensors do (engines/tree.ts).
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // The compiler checks names; ESLint does not know TypeScript's globals.
      'no-undef': 'off',
    },
  },
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    plugins: { lab: { rules: { layering } } },
    rules: {
      'lab/layering': 'error',
      eqeqeq: 'error',
      'no-console': 'off',
      'max-lines': ['error', 300],
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.svelte'],
    // Properties that can be bound are declared with those that can't, in one destructuring `let`.
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
  },
  // The HTML is that of our own docs/, made by the build.
  { files: ['src-renderer/pages/DocsTextPage.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
  prettier,
  svelte.configs.prettier,
);

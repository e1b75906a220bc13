// Lints what svelte-check makes of components, by the rules that need their types; ESLint holds components to all others.
// scripts/lint-components.ts leaves out what is said of the translation.
import { defineConfig } from 'oxlint';
import ts from 'typescript-eslint';
import { typed } from './eslint/rules.js';
import { known } from './oxlint.config.ts';

const needTypes = ts.configs.disableTypeChecked.rules ?? {};
/** Templates become async functions. ESLint has this rule without types. */
const ofTranslations = '@typescript-eslint/require-await';

const rules = Object.entries(known(...ts.configs.strictTypeChecked.map((config) => config.rules), typed)).filter(
  ([name]) => name in needTypes && name !== ofTranslations,
);

export default defineConfig({
  plugins: ['typescript'],
  categories: { correctness: 'off' },
  options: { typeAware: true, respectEslintDisableDirectives: false },
  rules: Object.fromEntries(rules),
});

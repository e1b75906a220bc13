// What both linters hold: oxlint in .ts, .js and .mjs files, ESLint in components, which oxlint can't read.

/** @type {import('eslint').Linter.RulesRecord} */
export const general = {
  'lab/layering': 'error',
  eqeqeq: 'error',
  'no-console': 'off',
  'max-lines': ['error', 300],
  'prefer-const': 'error',
};

/**
 * Over `strictTypeChecked` of typescript-eslint.
 * @type {import('eslint').Linter.RulesRecord}
 */
export const typed = {
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
  // The compiler checks names; linters do not know TypeScript's globals.
  'no-undef': 'off',
};

/** Files that nobody writes by hand. */
export const generated = [
  'out/',
  'release/',
  'node_modules/',
  '.toolchain/',
  '.svelte-check/',
  'test-results/',
  'playwright-report/',
  'lab-data/',
  '**/*_pb.js',
  '**/*_pb.d.ts',
];

import { rmSync } from 'node:fs';
import path from 'node:path';
import { root, toolScript } from './setup/shell.mjs';

/**
 * A task of package.json: what it needs, and the scripts that Node runs for it, one after the other. Arguments from the
 * command line go to the last one, or to each.
 * @typedef {{ extras?: import('./setup.mjs').Extra[], argumentsToEach?: boolean, scripts: () => string[][] }} Task
 */

const cli = 'bin/lab.mjs';
const browserShell = 'out/main/browser.js';
/** Node 22 announces on each start that it strips types itself; nobody needs to read that. */
export const nodeOptions = ['--disable-warning=ExperimentalWarning'];

/** The formatters: Prettier's rules in native code, and Prettier for the components that it can't read. */
const oxfmt = () => toolScript('oxfmt');
const prettier = (/** @type {string} */ mode) => [toolScript('prettier'), mode, '--log-level', 'warn', '**/*.svelte'];
/** The linters, each for the files that the other leaves to it: a path may have none of them. */
const oxlint = () => [toolScript('oxlint'), '--no-error-on-unmatched-pattern'];
const eslint = () => [toolScript('eslint'), '--no-error-on-unmatched-pattern', '--no-warn-ignored'];
/** Lints components by the rules that need their types: it reads what svelte-check makes of them, or has made. */
const lintComponents = ['scripts/lint-components.ts'];
const translateAndLint = [...lintComponents, '--translate'];
const knip = () => [toolScript('knip'), '--no-progress'];
/** The compiler in native code: ten times as fast. ESLint needs the one with an API, `typescript`. */
const tsc = () => toolScript('@typescript/native', 'tsc');
const vitest = () => toolScript('vitest');
const build = () => ['scripts/build.ts'];
const buildIfChanged = () => [...build(), '--if-changed'];
const playwright = () => toolScript('@playwright/test', 'playwright');
export const svelteCheck = () => {
  // Translations of components that are gone would be checked, too.
  rmSync(path.join(root, '.svelte-check'), { recursive: true, force: true });
  return [
    toolScript('svelte-check'),
    // The compiler in native code, too.
    '--tsgo',
    '--tsconfig',
    'src-renderer/tsconfig.json',
    '--fail-on-warnings',
  ];
};

/** @type {Readonly<Record<string, Task>>} */
export const tasks = {
  start: { extras: ['electron'], scripts: () => [buildIfChanged(), ['scripts/start.ts']] },
  serve: { scripts: () => [buildIfChanged(), [browserShell]] },
  lab: { scripts: () => [[cli]] },
  quickstart: { scripts: () => [[cli, 'quickstart']] },
  bench: { scripts: () => [[cli, 'bench']] },
  build: { scripts: () => [build()] },
  dev: { extras: ['electron'], scripts: () => [[toolScript('electron-vite'), 'dev']] },
  test: { extras: ['chromium', 'pandas'], scripts: () => [['scripts/test.ts']] },
  'test:unit': { extras: ['chromium', 'pandas'], scripts: () => [[vitest(), 'run']] },
  'test:full': { extras: ['chromium'], scripts: () => [buildIfChanged(), ['scripts/test-full.ts']] },
  'test:slurm': { scripts: () => [[vitest(), 'run', '--config', 'test/slurm/vitest.config.ts']] },
  'test:e2e': { extras: ['chromium'], scripts: () => [buildIfChanged(), [playwright(), 'test']] },
  // Without a path it lints all.
  lint: { argumentsToEach: true, scripts: () => [oxlint(), eslint(), translateAndLint] },
  format: { scripts: () => [[oxfmt()], prettier('--write')] },
  // Files, exports and packages that nothing uses.
  unused: { scripts: () => [knip()] },
  check: { scripts: () => [[tsc(), '-p', root], svelteCheck()] },
  'check:fast': { extras: ['chromium'], scripts: () => [['scripts/check-fast.ts']] },
  icon: { scripts: () => [['scripts/make-icon.ts']] },
  'package:app': { scripts: () => [build(), ['scripts/package.ts']] },
  'package:test': { scripts: () => [build(), ['scripts/package.ts', '--test']] },
  'setup:tensorflow': { scripts: () => [[cli, 'engines', 'setup', 'tensorflow']] },
  'setup:cuda': { scripts: () => [[cli, 'engines', 'setup', 'cuda']] },
  'train:source': { scripts: () => [['scripts/train-source.ts']] },
  report: { scripts: () => [['scripts/report-quickstart.ts']] },
  screenshots: { extras: ['chromium'], scripts: () => [buildIfChanged(), ['scripts/screenshots.ts']] },
  study: { scripts: () => [['scripts/study.ts']] },
  'train:mgg': { scripts: () => [['scripts/train-mgg.ts']] },
  'choose:rates': { scripts: () => [['scripts/choose-rates.ts']] },
  fuzz: { scripts: () => [['scripts/fuzz.ts']] },
  'fixture:imagenet': { scripts: () => [['scripts/make-fixture-imagenet.ts']] },
};

/**
 * The stages of `npm test` that only pass or fail and use one core each, in two lanes that take about as long as each
 * other. They run beside Vitest.
 * @type {readonly Readonly<Record<string, () => string[]>>[]}
 */
export const staticLanes = [
  { lint: oxlint, unused: knip, 'svelte-check': svelteCheck, 'types-of-components': () => lintComponents },
  {
    build,
    types: () => [tsc(), '-p', root],
    format: () => [oxfmt(), '--check'],
    'format-components': () => prettier('--check'),
    'lint-components': eslint,
  },
];

const typesFile = path.join(root, 'node_modules/.cache/types.tsbuildinfo');

/** Whether ESLint checks a file. @param {string} file */
const isComponent = (file) => /\.svelte(\.ts)?$/.test(file);

/**
 * Quick checks before a commit, in a few seconds: one group after the other, those of a group beside each other.
 * @param {string[]} files @returns {string[][][]}
 */
export const fastChecks = (files) => [
  [
    [tsc(), '-p', root, '--incremental', '--tsBuildInfoFile', typesFile],
    [...oxlint(), ...files],
    ...(files.some(isComponent)
      ? [eslint(), translateAndLint].map((lint) => [...lint, ...files.filter(isComponent)])
      : []),
  ],
  [[vitest(), 'related', '--run', '--project', '!golden', '--project', '!integration', ...files]],
];

/** The stages of `npm test` that count their tests in a JSON report. */
export const countedStages = { vitest, playwright };

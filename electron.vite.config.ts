import { existsSync, readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { docsHtml } from './scripts/build/docs-html.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const define = { __LAB_VERSION__: JSON.stringify(version) };
/** A slow computer is no fault of the sources; whoever starts the lab has no use for the bundler's own timings. */
const checks = { bundlerTimings: false };
const notice = { __LAB_NOTICE__: JSON.stringify(readFileSync('NOTICE', 'utf8')) };

/** Programs of the main side: one file each in out/main. */
const programs = {
  index: 'src-main/shells/electron/main.ts',
  browser: 'src-main/shells/browser/main.ts',
  cli: 'src-main/shells/cli/main.ts',
  'compute-process': 'src-main/jobs/compute-process.ts',
  'reader-process': 'src-main/jobs/reader/reader-process.ts',
  'job-thread': 'src-main/jobs/job-thread.ts',
  'prepare-worker': 'src-main/data/prepare/prepare-worker.ts',
  'bench-process': 'src-main/bench/bench-process.ts',
  'data-bench-process': 'src-main/bench/data-bench-process.ts',
};

export default defineConfig({
  main: {
    define,
    build: {
      target: 'node22',
      rolldownOptions: {
        checks,
        input: Object.fromEntries(Object.entries(programs).filter(([, file]) => existsSync(file))),
      },
    },
  },
  preload: {
    define,
    build: {
      // A sandboxed preload is one CommonJS file that loads nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: {
        checks,
        input: { preload: 'src-main/shells/electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    define: { ...define, ...notice },
    root: 'src-renderer',
    plugins: [docsHtml(), svelte({ configFile: false })],
    build: {
      // Nothing inline: the pages' content security policy forbids it.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rolldownOptions: { checks, input: 'src-renderer/index.html' },
    },
  },
});

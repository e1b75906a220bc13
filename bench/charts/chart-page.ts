import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, preview } from 'vite';

/** As strict as the policy of the shells' pages. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
].join('; ');

export interface ChartPage {
  url: string;
  close: () => Promise<void>;
}

/** Builds the page of charts as the renderer is built, and serves it on loopback. */
export async function serveChartPage(): Promise<ChartPage> {
  const root = path.join(import.meta.dirname, 'page');
  const outDir = await mkdtemp(path.join(tmpdir(), 'mgtta-charts-'));
  const shared = { root, configFile: false, logLevel: 'warn' } as const;
  await build({
    ...shared,
    plugins: [svelte()],
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, headers: { 'Content-Security-Policy': policy } },
  });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

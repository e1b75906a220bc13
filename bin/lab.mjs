#!/usr/bin/env node
// The command `lab`: runs the sources in a checkout, and the built program in an installed package.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`The lab needs Node 22.18 or newer; this is ${process.version}.`);
  process.exit(1);
}
const sources = new URL('../src-main/shells/cli/main.ts', import.meta.url);
const built = new URL('../out/main/cli.js', import.meta.url);
const fromSources = existsSync(sources);
if (fromSources) {
  const preload = new URL('./preload.mjs', import.meta.url).href;
  await import(preload);
  // Processes that this one forks take its options, and so do their threads.
  process.execArgv.push('--import', preload);
}
await import((fromSources ? sources : built).href);

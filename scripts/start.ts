// Opens the built lab: in a window of its own where there is Electron and a display, else in the browser.
import path from 'node:path';
import { environmentFor, root, runInForeground } from './setup/shell.mjs';
import { findElectron } from './setup/electron.mjs';
import { nodeOptions } from './tasks.mjs';

const args = process.argv.slice(2);
const environment = environmentFor(process.execPath);
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

/** Exit codes from which on a program has not come to work: 126 and 127 of the loader, 128 + n for a crash. */
const unableToStart = 126;
/** Crashes after this long are no failure to start. */
const startMs = 10_000;

/** @returns its exit code, undefined where Electron can't be used */
async function openDesktop(): Promise<number | undefined> {
  const electron = args.includes('--browser') || !hasDisplay ? undefined : findElectron();
  if (electron === undefined) return undefined;
  // Chromium's sandbox does not work for root on Linux; everybody else gets it.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedAt = performance.now();
  const code = await runInForeground(electron, [root, ...sandbox, ...args], environment);
  const isInterrupted = code === 130 || code === 143;
  if (code < unableToStart || isInterrupted || performance.now() - startedAt > startMs) return code;
  console.log('Electron can not run here, for example for want of a library: the lab opens in the browser instead.');
  return undefined;
}

function openBrowser(): Promise<number> {
  if (!hasDisplay) console.log('There is no display here: open the address below in a browser.');
  const rest = args.filter((arg) => arg !== '--browser');
  const server = [...nodeOptions, path.join(root, 'out/main/browser.js'), '--window', ...rest];
  return runInForeground(process.execPath, server, environment);
}

process.exitCode = (await openDesktop()) ?? (await openBrowser());

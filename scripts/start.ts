// Opens the built lab: in a window of its own where there is Electron and a display, else in the browser.
import path from 'node:path';
import { environmentFor, root, runInForeground } from './setup/shell.mjs';
import { findElectron } from './setup/electron.mjs';
import { nodeOptions } from './tasks.mjs';

const args = process.argv.slice(2);
const environment = environmentFor(process.execPath);
const electron = args.includes('--browser') ? undefined : findElectron();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

if (electron !== undefined && hasDisplay) {
  // Chromium's sandbox does not work for root on Linux; everybody else gets it.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  process.exitCode = await runInForeground(electron, [root, ...sandbox, ...args], environment);
} else {
  if (!hasDisplay) console.log('There is no display here: open the address below in a browser.');
  const rest = args.filter((arg) => arg !== '--browser');
  const server = [...nodeOptions, path.join(root, 'out/main/browser.js'), '--window', ...rest];
  process.exitCode = await runInForeground(process.execPath, server, environment);
}

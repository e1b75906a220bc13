import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { findBrowser, hasDisplay } from './find-browser.ts';

/** Arguments for the start of the browser: a window without tabs and address bar, on a profile of its own. */
export function windowArguments(url: string, profile: string, isRootOnLinux: boolean): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--window-size=1280,860',
    // Chromium's sandbox does not work for root on Linux, and a bar says so unless it believes in a test.
    ...(isRootOnLinux ? ['--no-sandbox', '--test-type'] : []),
  ];
}

/**
 * Opens the lab in a window of an installed Chrome, Chromium or Edge. The profile of its own keeps extensions away from
 * the lab, and lets the process end with the window.
 * @returns when the window was closed; false at once where there is no display or no such browser
 */
export async function showAppWindow(url: string, dataDir: string): Promise<boolean> {
  const program = hasDisplay() ? findBrowser() : undefined;
  if (program === undefined) return false;
  const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  const args = windowArguments(url, path.join(dataDir, 'window'), isRootOnLinux);
  const window: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  return new Promise((resolve) => {
    window.once('error', () => resolve(false));
    window.once('exit', () => resolve(true));
  });
}

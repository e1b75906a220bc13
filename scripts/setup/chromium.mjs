import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SetupError, environmentFor, findProgram, say, succeeds, toolScript } from './shell.mjs';

/** Without the windows of a browser, which nobody sees in tests and which take their share of the processors. */
const headless = 'chromium-headless-shell';
const programs = [headless, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser that Playwright has downloaded for itself, if any. @returns {string | undefined} */
function playwrightsOwn() {
  const { chromium } = createRequire(import.meta.url)('@playwright/test');
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

/** @returns {string | undefined} path of a Chromium or Chrome for the end-to-end tests; CHROMIUM_PATH goes first */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined) return chosen;
  for (const name of programs) {
    const program = findProgram(name);
    if (program !== undefined) return program;
  }
  return applications.find((file) => existsSync(file)) ?? playwrightsOwn();
}

/** Whether Chromium can be had as a plain Debian package. */
function isRootOnDebian() {
  const release = '/etc/os-release';
  return process.getuid?.() === 0 && existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'));
}

/** Installs it where that is possible; whoever asks looks for it afterwards. @param {string} debianPackage */
function install(debianPackage) {
  say(`Installing the Debian package ${debianPackage} for the browser tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  succeeds('apt-get', ['update', '-qq'], env);
  succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], env);
}

/** Installs a Chromium for the end-to-end tests unless there is one. @param {string} node */
export function provideChromium(node) {
  if (isRootOnDebian()) {
    const isChosen = process.env.CHROMIUM_PATH !== undefined;
    if (!isChosen && findProgram(headless) === undefined) install(headless);
    if (findChromium() === undefined) install('chromium');
  } else if (findChromium() === undefined) {
    say("No Chromium found for the browser tests: fetching Playwright's …");
    succeeds(node, [toolScript('@playwright/test', 'playwright'), 'install', 'chromium'], environmentFor(node));
  }
  if (findChromium() === undefined) {
    throw new SetupError(
      'No Chromium for the browser tests: install Chromium or Chrome, or set CHROMIUM_PATH to its program.',
    );
  }
}

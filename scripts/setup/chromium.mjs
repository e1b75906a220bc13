import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { installFromDebian, isRootOnDebian } from './debian.mjs';
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

const purpose = 'the browser tests';

/** Installs a Chromium for the end-to-end tests unless there is one. @param {string} node */
export function provideChromium(node) {
  if (isRootOnDebian()) {
    const isChosen = process.env.CHROMIUM_PATH !== undefined;
    if (!isChosen && findProgram(headless) === undefined) installFromDebian(headless, purpose);
    if (findChromium() === undefined) installFromDebian('chromium', purpose);
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

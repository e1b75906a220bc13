import { findChromium } from '../../scripts/setup/chromium.mjs';

const executablePath = findChromium();
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** How the Chromium of the set-up is started, for tests of components as well as of the whole lab. */
export const chromium = {
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
};

// Runs on old versions of Node as well and uses no packages: it is what brings both.
import { provideChromium } from './setup/chromium.mjs';
import { provideElectron } from './setup/electron.mjs';
import { provideNode } from './setup/node.mjs';
import { providePackages } from './setup/packages.mjs';
import { providePandas } from './setup/pandas.mjs';

/** @typedef {'electron' | 'chromium' | 'pandas'} Extra what a task needs besides Node and the packages */

/**
 * Brings what is needed to run the lab; silent and quick where all of it is there.
 * @param {readonly Extra[]} extras
 * @returns {Promise<string>} path of the Node to go on with
 */
export async function setUp(extras = []) {
  const node = provideNode();
  providePackages(node);
  if (extras.includes('electron')) await provideElectron(node);
  if (extras.includes('chromium')) provideChromium(node);
  if (extras.includes('pandas')) providePandas();
  return node;
}

import path from 'node:path';
import { SetupError, npmSucceeds, readJson, root, say } from './shell.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Whether `installed` (the record npm keeps inside node_modules) holds what `locked` (package-lock.json) asks for.
 * Optional packages may be missing: most of them are for other platforms.
 * @param {Record<string, LockedPackage>} locked @param {Record<string, LockedPackage>} installed
 */
export function holdsAll(locked, installed) {
  return Object.entries(locked).every(([folder, wanted]) => {
    const found = installed[folder];
    if (folder === '') return true;
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** Installs the packages of package-lock.json unless node_modules holds just these. @param {string} node */
export function providePackages(node) {
  const locked = readJson(path.join(root, 'package-lock.json'))?.packages;
  if (locked === undefined)
    throw new SetupError('package-lock.json is missing or broken: fetch it again from the repository.');
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (installed !== undefined && holdsAll(locked, installed)) return;

  const first = installed === undefined;
  say(
    `${first ? 'Installing the packages' : 'package-lock.json has changed: installing the packages anew'} (npm ci) …`,
  );
  if (!npmSucceeds(node, ['ci', '--loglevel=error'])) {
    throw new SetupError(
      'The packages could not be installed (npm says why above). Is the package registry reachable?',
    );
  }
}

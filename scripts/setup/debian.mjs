import { existsSync, readFileSync } from 'node:fs';
import { say, succeeds } from './shell.mjs';

/** Whether Debian's packages can be installed. */
export function isRootOnDebian() {
  const release = '/etc/os-release';
  return process.getuid?.() === 0 && existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'));
}

/**
 * Installs a package where that is possible; whoever asks looks for it afterwards.
 * @param {string} debianPackage @param {string} purpose what it is for
 */
export function installFromDebian(debianPackage, purpose) {
  say(`Installing the Debian package ${debianPackage} for ${purpose} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  succeeds('apt-get', ['update', '-qq'], env);
  succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], env);
}

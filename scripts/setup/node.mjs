import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetupError, npmSucceeds, readJson, root, say } from './shell.mjs';

/** The version that set-up takes where the installed Node is too old. */
const version = '22.23.3';
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win-x64'];

/** Whether this version of Node runs TypeScript files directly. @param {string} running such as '22.18.0' */
export function runsTypeScript(running) {
  const [major = 0, minor = 0] = running.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/** @returns {string} path of a Node that can run the lab; installs one below `.toolchain` where the running one is too old */
export function provideNode() {
  if (runsTypeScript(process.versions.node)) return process.execPath;
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const advice = `The lab needs Node 22.18 or newer (this is ${process.version}). Install it from https://nodejs.org.`;
  if (!platforms.includes(platform)) throw new SetupError(advice);

  const toolchain = path.join(root, '.toolchain');
  const folder = path.join(toolchain, 'node_modules', `node-${platform}`);
  const node = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const installed = existsSync(node) && readJson(path.join(folder, 'package.json'))?.version === version;
  if (installed) return node;

  say(`Node ${process.versions.node} is too old for the lab: fetching Node ${version} into .toolchain (once, 50 MB).`);
  const name = `node-${platform}@${version}`;
  const options = [
    '--no-save',
    '--ignore-scripts',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
    '--prefix',
    toolchain,
  ];
  const fetched = npmSucceeds(process.execPath, ['install', ...options, name]);
  if (!fetched || spawnSync(node, ['--version']).status !== 0) throw new SetupError(`That did not work. ${advice}`);
  return node;
}

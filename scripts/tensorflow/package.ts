import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmSucceeds, readJson, root, SetupError } from '../setup/shell.mjs';
import { tensorflowPackages, type TensorflowPackage } from '../../src-main/engines/tensorflow-package.ts';

const nodeGyp = '12.1.0';

/** The GPU package is published for 64-bit Intel and AMD machines with Linux or Windows only. */
function packageForPlatform(): TensorflowPackage {
  const [gpu, cpu] = tensorflowPackages;
  return process.arch === 'x64' && process.platform !== 'darwin' ? gpu : cpu;
}

function labVersionOf(name: string): string {
  const { version } = readJson(path.join(root, 'node_modules', name, 'package.json')) as { version: string };
  return version;
}

/**
 * Makes all packages of TensorFlow.js in `modules` those of the lab: backends must share one tfjs-core, in which their kernels and
 * gradients are registered.
 */
function shareTensorflowJs(modules: string, own: TensorflowPackage): void {
  const scope = path.join(modules, '@tensorflow');
  for (const name of readdirSync(scope)) {
    const ours = path.join(root, 'node_modules', '@tensorflow', name);
    if (`@tensorflow/${name}` === own || !existsSync(ours)) continue;
    rmSync(path.join(scope, name), { recursive: true });
    symlinkSync(ours, path.join(scope, name), 'junction');
  }
}

/**
 * Installs the npm package into `folder` without its install script, in the version of the lab's tfjs-core.
 * @returns the package's folder
 */
export function installPackage(folder: string): string {
  const name = packageForPlatform();
  const modules = path.join(folder, 'node_modules');
  // npm must not meet the links into the lab's packages that an earlier installation has made.
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const dependencies = { [name]: labVersionOf('@tensorflow/tfjs-core'), 'node-gyp': nodeGyp };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }, null, 2));
  const options = ['--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund', '--prefix', folder];
  if (!npmSucceeds(process.execPath, ['install', ...options])) {
    throw new SetupError(`${name} could not be installed (npm says why above). Is the package registry reachable?`);
  }
  shareTensorflowJs(modules, name);
  return path.join(modules, ...name.split('/'));
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { enginesFolder } from './provision/folder.ts';

/** Packages that may be installed with a native library, besides that of `lab engines setup tensorflow`. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

export interface TensorflowInstallation {
  readonly name: (typeof packages)[number];
  /** Folder of the package. */
  readonly folder: string;
}

/** Where set-up puts the package with its binding. */
export function tensorflowFolder(root: string = enginesFolder()): string {
  return path.join(root, 'tensorflow');
}

/** The native part of a package; npm brings the package without it. */
export function bindingFile(folder: string): string {
  return path.join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

const works = (folder: string): boolean => existsSync(bindingFile(folder));

/** The package with its native library: what set-up has built, or else what somebody has installed. */
export function findTensorflow(root: string = enginesFolder()): TensorflowInstallation | undefined {
  const built = tensorflowFolder(root);
  if (works(built)) return { name: packages[0], folder: built };
  for (const name of packages) {
    const folder = resolvePackage(name);
    if (folder !== undefined && works(folder)) return { name, folder };
  }
  return undefined;
}

function resolvePackage(name: string): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The GPU package where it is published; its binding is built against either kind of TensorFlow. */
export const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
export type TensorflowPackage = (typeof tensorflowPackages)[number];

export interface TensorflowInstallation {
  readonly name: TensorflowPackage;
  /** Folder of the package. */
  readonly folder: string;
}

/** The folder with the lab's package.json that lies nearest above this file or its built chunk. */
function labFolder(from: string): string | undefined {
  if (existsSync(path.join(from, 'package.json'))) return from;
  const parent = path.dirname(from);
  return parent === from ? undefined : labFolder(parent);
}

/** Where set-up puts TensorFlow and its binding, unless `MGTTA_TENSORFLOW` names another folder. */
export function tensorflowFolder(env: NodeJS.ProcessEnv = process.env): string {
  const lab = labFolder(path.dirname(fileURLToPath(import.meta.url))) ?? process.cwd();
  return path.resolve(env['MGTTA_TENSORFLOW'] ?? path.join(lab, '.toolchain', 'tensorflow'));
}

/** The installed package in a provisioned folder, or in the lab's own node_modules if somebody put it there. */
export function findTensorflow(folder: string = tensorflowFolder()): TensorflowInstallation | undefined {
  for (const from of [path.join(folder, 'package.json'), import.meta.url]) {
    for (const name of tensorflowPackages) {
      const found = resolvePackage(from, name);
      if (found !== undefined) return { name, folder: found };
    }
  }
  return undefined;
}

function resolvePackage(from: string, name: string): string | undefined {
  try {
    return path.dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

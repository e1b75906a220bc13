import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder with package.json: the checkout or the installed package, some levels above this file or its chunk. For a
 * packaged desktop application it is the folder beside its archive, in which native libraries can read files too.
 */
export function packageRoot(from = path.dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(path.join(from, 'package.json'))) return from.replace(/\.asar$/, '.asar.unpacked');
  const parent = path.dirname(from);
  if (parent === from) throw new Error('The lab runs outside of its package.');
  return packageRoot(parent);
}

/** Name under which configurations mean a file that ships with the lab. */
const embedded = 'quickstart';

/** The checkpoint of the embedded source model for `quickstart`, else the path itself. */
export function modelFile(model: string): string {
  return model === embedded ? path.join(packageRoot(), 'resources', 'quickstart', 'source-vit.safetensors') : model;
}

/** Files of the generators that ship with the lab, by the names that configurations have for them. */
const embeddedGenerators: Readonly<Record<string, string>> = {
  [embedded]: 'mgg.safetensors',
  [`${embedded}-lstm`]: 'mgg-lstm.safetensors',
};

/** The embedded MGG for `quickstart`, the one with an LSTM for `quickstart-lstm`, else the path itself. */
export function mggFile(mgg: string): string {
  const file = Object.hasOwn(embeddedGenerators, mgg) ? embeddedGenerators[mgg] : undefined;
  return file === undefined ? mgg : path.join(packageRoot(), 'resources', 'quickstart', file);
}

/** Names that stand for something that is no file of the user's. */
const names = /^(?:quickstart(?:-lstm)?|untrained(?::(?:gml|lstm))?(?::\d+)?)$/;

/** Whether this stands for a generator that is no file of the user's, such as `quickstart` or `untrained:7`. */
export function isNameOfMgg(mgg: string): boolean {
  return names.test(mgg);
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json at or above another one, as it is outside of an archive. */
export function rootAbove(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder.replace(/\.asar$/, '.asar.unpacked');
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('The lab runs outside of its package.');
  return rootAbove(parent);
}

let root: string | undefined;

/**
 * The folder with package.json: the checkout or the installed package, some levels above this file or its chunk. For a
 * packaged desktop application it is the folder beside its archive, in which native libraries can read files too.
 */
export function packageRoot(): string {
  root ??= rootAbove(path.dirname(fileURLToPath(import.meta.url)));
  return root;
}

/** A file that ships with the lab: where it lies in `resources/quickstart`, and what pages call it. */
interface EmbeddedFile {
  readonly file: string;
  readonly title: string;
}

/** By the names that configurations have for them. */
type EmbeddedFiles = Readonly<Record<string, EmbeddedFile>>;

/** The source models that ship with the lab; they are looked up here wherever one is named. */
export const embeddedModels = {
  quickstart: { file: 'source-vit.safetensors', title: 'Small ViT of the quick start' },
  'quickstart-small': { file: 'source-vit-small.safetensors', title: 'Smaller ViT of the quick start' },
} as const satisfies EmbeddedFiles;
export type EmbeddedModel = keyof typeof embeddedModels;

/** The generators that ship with the lab under names of their own. */
export const embeddedGenerators = {
  quickstart: { file: 'mgg.safetensors', title: 'MGG of the quick start' },
  'quickstart-lstm': { file: 'mgg-lstm.safetensors', title: 'MGG of the quick start, LSTM' },
  'quickstart-small': { file: 'mgg-small.safetensors', title: 'MGG of the smaller ViT' },
} as const satisfies EmbeddedFiles;

function fileIn(files: EmbeddedFiles, name: string): string {
  const file = Object.hasOwn(files, name) ? files[name]?.file : undefined;
  return file === undefined ? name : path.join(packageRoot(), 'resources', 'quickstart', file);
}

/** The checkpoint of an embedded source model for its name, such as `quickstart`, else the path itself. */
export const modelFile = (model: string): string => fileIn(embeddedModels, model);

/** Whether this is the name of a source model that ships with the lab, and no path. */
export const isNameOfModel = (model: string): boolean => Object.hasOwn(embeddedModels, model);

/** The checkpoint of an embedded generator for its name, such as `quickstart-lstm`, else the path itself. */
export const mggFile = (mgg: string): string => fileIn(embeddedGenerators, mgg);

const untrained = /^untrained(?::(?:gml|lstm))?(?::\d+)?$/;

/** Whether this stands for a generator that is no file of the user's, such as `quickstart` or `untrained:7`. */
export const isNameOfMgg = (mgg: string): boolean => Object.hasOwn(embeddedGenerators, mgg) || untrained.test(mgg);

/** A source model so that it means the same wherever the lab is started: its name, or a path from the root of its disk on. */
export const absoluteModel = (model: string): string => (isNameOfModel(model) ? model : path.resolve(model));

/** As `absoluteModel`, a generator. */
export const absoluteMgg = (mgg: string): string => (isNameOfMgg(mgg) ? mgg : path.resolve(mgg));

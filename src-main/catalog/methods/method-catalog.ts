import { LabError } from '../../../src-shared/errors.ts';
import type { OwnFile, RefusedFile } from './own-files.ts';
import type { MethodFacts, OwnMethods } from './own-methods.ts';

/*
 * All methods that runs of this process may name: built-in ones, and those of the user's own folders.
 */

let own: OwnMethods | undefined;

/** Has runs of this process know the own methods of a lab. */
export function useOwnMethods(methods: OwnMethods): void {
  own = methods;
}

/** The lab is closed; without effect where another one has been opened since. */
export function forgetOwnMethods(methods: OwnMethods): void {
  if (own === methods) own = undefined;
}

/** They bring TensorFlow.js along, so they are loaded when first asked for. */
const builtIn = async () => (await import('../../methods/method-registry.ts')).methods;

/** @throws LabError `bad-option` listing the known methods, or what is wrong with the file of an own one */
export async function findFacts(id: string): Promise<MethodFacts> {
  const methods = await builtIn();
  if (Object.hasOwn(methods, id)) return methods[id]!;
  const found = await own?.find(id);
  if (found) return found.facts;
  const known = [...Object.keys(methods), ...((await own?.ids()) ?? [])];
  throw new LabError('bad-option', `There is no method "${id}".`, `Methods: ${known.join(', ')}.`);
}

/** The user's folders of methods. */
export const methodFolders = (): readonly string[] => own?.folders ?? [];

export interface ListedMethods {
  readonly builtIn: readonly MethodFacts[];
  readonly own: readonly { readonly facts: MethodFacts; readonly own: OwnFile }[];
  readonly refused: readonly RefusedFile[];
}

/** All methods, with the files that are named like own methods but can't be used. */
export async function listMethods(): Promise<ListedMethods> {
  const listed = (await own?.list()) ?? [];
  return {
    builtIn: Object.values(await builtIn()),
    own: listed.filter((one) => 'facts' in one),
    refused: listed.filter((one) => 'problem' in one),
  };
}

/** The file of an own method as it is now; undefined where there is none that may be loaded. */
export async function ownFile(id: string): Promise<OwnFile | undefined> {
  return own?.file(id).catch(() => undefined);
}

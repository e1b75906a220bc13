import { LabError } from '../../../src-shared/errors.ts';
import { labOwn } from './lab-own.ts';
import type { Described } from './own-catalog.ts';
import type { MethodFacts } from './own-methods.ts';

/*
 * All methods that runs of this process may name: built-in ones, and those of the user's own folders.
 */

/** They bring TensorFlow.js along, so they are loaded when first asked for. */
const builtIn = async () => (await import('../../methods/method-registry.ts')).methods;

/** @throws LabError `bad-option` listing the known methods, or what is wrong with the file of an own one */
export async function findFacts(id: string): Promise<MethodFacts> {
  const methods = await builtIn();
  if (Object.hasOwn(methods, id)) return methods[id]!;
  const own = labOwn()?.methods;
  const found = await own?.find(id);
  if (found) return found.facts;
  const known = [...Object.keys(methods), ...((await own?.ids()) ?? [])];
  throw new LabError('bad-option', `There is no method "${id}".`, `Methods: ${known.join(', ')}.`);
}

export interface ListedMethods {
  readonly builtIn: readonly MethodFacts[];
  readonly own: readonly Described<MethodFacts>[];
}

/** All methods that can be used. */
export async function listMethods(): Promise<ListedMethods> {
  const listed = (await labOwn()?.methods.list()) ?? [];
  return { builtIn: Object.values(await builtIn()), own: listed.filter((one) => 'facts' in one) };
}

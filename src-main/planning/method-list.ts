import type { MethodFiles, MethodInfo } from '../../src-shared/api/lab.ts';
import { describeOptions } from '../../src-shared/option-specs.ts';
import { listMethods, methodFolders } from '../catalog/methods/method-catalog.ts';
import type { MethodFacts } from '../catalog/methods/own-methods.ts';

const infoOf = ({ id, name, summary, needs, options }: MethodFacts): MethodInfo => ({
  id,
  name,
  summary,
  needs: [...needs],
  options: describeOptions(options),
});

/** All methods as forms need them, the user's own last. */
export async function methodList(): Promise<MethodInfo[]> {
  const { builtIn, own } = await listMethods();
  return [
    ...builtIn.map(infoOf),
    ...own.map(({ facts, own: { file, hash } }) => ({ ...infoOf(facts), own: { file, hash, doc: facts.doc ?? '' } })),
  ];
}

/** Where the user's own methods lie, and which files can't be used. */
export async function methodFiles(): Promise<MethodFiles> {
  const { refused } = await listMethods();
  return {
    folders: [...methodFolders()],
    refused: refused.map(({ id, file, problem: { message, hint } }) => ({
      id,
      file,
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
  };
}

import type { MethodInfo } from '../../src-shared/api/lab.ts';
import type { OwnCorruptionInfo, OwnFiles } from '../../src-shared/api/own.ts';
import { describeOptions } from '../../src-shared/option-specs.ts';
import { labOwn } from '../catalog/own/lab-own.ts';
import { listMethods } from '../catalog/own/method-catalog.ts';
import type { OwnFile, RefusedFile } from '../catalog/own/own-files.ts';
import type { MethodFacts } from '../catalog/own/own-methods.ts';
import type { OwnKind } from '../own/own-source.ts';

const infoOf = ({ id, name, summary, needs, options }: MethodFacts): MethodInfo => ({
  id,
  name,
  summary,
  needs: [...needs],
  options: describeOptions(options),
});

const fileOf = ({ file, hash }: OwnFile, doc = ''): OwnCorruptionInfo['own'] => ({ file, hash, doc });

/** All methods as forms need them, the user's own last. */
export async function methodList(): Promise<MethodInfo[]> {
  const { builtIn, own } = await listMethods();
  return [
    ...builtIn.map(infoOf),
    ...own.map(({ facts, own: file }) => ({ ...infoOf(facts), own: fileOf(file, facts.doc) })),
  ];
}

/** The user's own corruptions that can be used. */
export async function ownCorruptionList(): Promise<OwnCorruptionInfo[]> {
  const listed = (await labOwn()?.corruptions.list()) ?? [];
  return listed.flatMap((one) => {
    if ('problem' in one) return [];
    const { doc, ...facts } = one.facts;
    return { ...facts, own: fileOf(one.own, doc) };
  });
}

/** Where the user's own methods and corruptions lie, and which files can't be used. */
export async function ownFileList(): Promise<OwnFiles> {
  const own = labOwn();
  if (!own) return { folders: [], refused: [] };
  const refused = async (kind: OwnKind, files: Promise<readonly object[]>) =>
    (await files)
      .filter((one): one is RefusedFile => 'problem' in one)
      .map(({ id, file, problem: { message, hint } }) => ({
        kind,
        id,
        file,
        message,
        ...(hint === undefined ? {} : { hint }),
      }));
  return {
    folders: [...own.methods.folders],
    refused: [
      ...(await refused('method', own.methods.list())),
      ...(await refused('corruption', own.corruptions.list())),
    ],
  };
}

import { storesShifts, type DatasetConfig, type Shift } from '../../../src-shared/run-config.ts';
import { corruptionInput, methodInput } from '../../../src-shared/identity.ts';
import { isCorruptionName } from '../../../src-shared/corruptions.ts';
import { checkShift, cleanShift } from '../../data/shifts.ts';
import type { OwnKind } from '../../own/own-source.ts';
import { labOwn } from './lab-own.ts';
import type { OwnFile } from './own-files.ts';

/** Of a configuration, what may be the user's own. */
export interface OwnNames {
  readonly method?: string;
  readonly shifts?: readonly Shift[];
  readonly dataset: DatasetConfig;
  readonly evaluation?: DatasetConfig | null;
  /** Further tasks of a pre-training. */
  readonly tasks?: readonly OwnNames[];
}

/** A user-defined file as it is now; undefined where there is none that may be loaded. */
export function ownFile(kind: OwnKind, id: string): Promise<OwnFile | undefined> {
  const own = labOwn();
  const files = kind === 'method' ? own?.methods : own?.corruptions;
  return files?.file(id).catch(() => undefined) ?? Promise.resolve(undefined);
}

/** Names of corruptions that the lab makes by the user's own code, if at all. */
function madeBy(config: OwnNames): string[] {
  const names = madeShifts(config).map(({ corruption }) => corruption);
  return [...new Set(names)].filter((name) => name !== cleanShift.corruption && !isCorruptionName(name)).sort();
}

/** The shifts that are not stored with the images. */
function madeShifts({ shifts = [], dataset, evaluation = null, tasks = [] }: OwnNames): Shift[] {
  const areStored = storesShifts(dataset) && (evaluation === null || storesShifts(evaluation));
  return [...(areStored ? [] : shifts), ...tasks.flatMap(madeShifts)];
}

/**
 * The user-defined files that a configuration computes with, as they are now, by the names of its inputs.
 * @param find how files are found
 */
export async function ownInputs(names: OwnNames, find = ownFile): Promise<Record<string, OwnFile>> {
  const wanted: [string, Promise<OwnFile | undefined>][] = madeBy(names).map((id) => [
    corruptionInput(id),
    find('corruption', id),
  ]);
  if (names.method !== undefined) wanted.unshift([methodInput, find('method', names.method)]);
  const found = await Promise.all(wanted.map(async ([input, file]) => [input, await file] as const));
  return Object.fromEntries(found.flatMap(([input, file]) => (file ? [[input, file]] : [])));
}

/**
 * Whether the user's own corruptions that a configuration names can be used at the severities that it names; names of nobody's
 * corruptions are described elsewhere.
 * @throws LabError what is wrong with the file of one, `bad-option` for a severity that it doesn't have
 */
export async function requireOwnCorruptions(names: OwnNames): Promise<void> {
  const own = labOwn()?.corruptions;
  for (const id of madeBy(names)) {
    const found = await own?.find(id);
    const shifts = madeShifts(names).filter(({ corruption }) => corruption === id);
    if (found) for (const shift of shifts) checkShift(shift, [found.facts]);
  }
}

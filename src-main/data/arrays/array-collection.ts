import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { requireStored } from '../folder/corrupted.ts';
import { firstNames } from '../folder/wording.ts';
import type { Collection } from '../image-dataset.ts';
import { arrayFile, cleanNames } from './array-files.ts';
import { identifyArray, identifySet, reviseArrays } from './array-identity.ts';
import { arrayShifts, readArraySet, type ArraySet } from './array-set.ts';

export interface ArrayOptions {
  /** Whether images come corrupted from the arrays; else the lab corrupts the clean ones. */
  readonly corrupted: boolean;
  /** Class names of a benchmark, by label. */
  readonly known?: readonly string[] | undefined;
}

/** A set with what is asked of it. @throws LabError as `readArraySet`, and `bad-input` without the images asked for */
export async function requireArrays(root: string, { corrupted, known }: ArrayOptions): Promise<ArraySet> {
  const set = await readArraySet(root, known);
  if (corrupted && set.corruptions.length === 0) {
    throw new LabError(
      'bad-input',
      `${root} has no array of corrupted images, only clean ones.`,
      'Choose it as clean.',
    );
  }
  if (!corrupted && set.clean === null) {
    const hint = `Choose them as corrupted already (--corrupted), or put clean ones there, as ${cleanNames.map(arrayFile).join(' or ')}.`;
    throw new LabError('bad-input', `${root} has no clean images, only corrupted ones.`, hint);
  }
  return set;
}

/** Notes on a set for the user, a sentence each. */
export function arrayNotices({ others }: Pick<ArraySet, 'others'>): string[] {
  return others.length === 0 ? [] : [`Arrays that hold no images are left out: ${firstNames(others.map(arrayFile))}.`];
}

/**
 * The images of arrays.
 * @param identified whether they are identified; else fingerprints are empty
 * @throws LabError as `requireArrays`
 */
export async function openArrays(
  root: string,
  { identified, ...options }: ArrayOptions & { readonly identified: boolean },
): Promise<Collection> {
  const set = await requireArrays(root, options);
  const { count, clean, corruptions, labels, classNames } = set;
  const { corrupted } = options;
  const names = corrupted ? corruptions : [clean!];
  const fingerprint = identified ? await identifySet(set, names[0]!) : '';
  const stored = arrayShifts(set);
  return {
    name: root,
    classNames,
    count,
    fingerprint,
    content: JSON.stringify([root, fingerprint, identified ? await reviseArrays(root, names) : '']),
    origin: { kind: corrupted ? 'corrupted-arrays' : 'arrays', root, count, clean },
    labelOf: (index) => labels[index]!,
    idOf: String,
    notices: arrayNotices(set),
    fixedSize: null,
    ...(corrupted && {
      storedShifts: stored,
      identifyShift: (shift: Shift) => {
        requireStored(root, stored, [shift]);
        return identifyArray(root, shift.severity === 0 ? clean! : shift.corruption);
      },
    }),
  };
}

import { corruptionNames, severities, validationCorruptionNames } from '../../../src-shared/corruptions.ts';
import type { FolderReport } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { Benchmark } from '../../../src-shared/run-config.ts';
import { classListName } from '../folder/class-list.ts';
import { missingCorruptions } from '../folder/shift-findings.ts';
import { amount, findingOf, inOrder, type Finding } from '../folder/wording.ts';
import { className } from '../imagenet/class-names.ts';
import { benchmarkClasses } from '../imagenet/classes.ts';
import { arrayNotices } from './array-collection.ts';
import { arrayShifts, readArraySet, type ArraySet } from './array-set.ts';

/** Classes of a set with their images. */
function classesOf({ classNames, labels }: ArraySet): FolderReport['classes'] {
  const counts = new Uint32Array(classNames.length);
  for (const label of labels) counts[label]!++;
  return classNames.flatMap((name, label) => {
    const title = className(name);
    const images = counts[label]!;
    return images === 0 ? [] : [{ name, images, ...(title === undefined ? {} : { title }) }];
  });
}

function shiftFindings({ corruptions }: ArraySet): Finding[] {
  const present = new Set(corruptions);
  const has = `${amount(corruptions.length, 'corruption')} in ${severities.length} severities`;
  return [
    { level: 'info', message: `The images are corrupted already, as those of CIFAR-10-C: ${has}.` },
    ...missingCorruptions('test corruptions', corruptionNames, present),
    ...missingCorruptions('validation corruptions', validationCorruptionNames, present),
  ];
}

function remarksOn(set: ArraySet, classes: FolderReport['classes']): Finding[] {
  const { count, sizes, clean, corruptions, classNames } = set;
  const isStored = corruptions.length > 0;
  const sides = sizes.map(([height, width]) => `${width}×${height}`).join(', ');
  const findings: Finding[] = [
    {
      level: 'info',
      message: `The images are NumPy arrays of ${sides} pixels: ${amount(count, 'image')}${isStored ? ' of each shift' : ''}.`,
    },
  ];
  if (isStored && clean !== null) {
    findings.push({ level: 'info', message: `Clean images are there as well, in ${clean}.npy: the shift "clean".` });
  }
  if (classNames.every((name) => /^\d+$/.test(name))) {
    const hint = `Name them in ${classListName}, one a line in the order of the labels.`;
    findings.push({ level: 'info', message: `The ${classNames.length} classes have no names.`, hint });
  }
  if (classes.length < classNames.length) {
    const without = classNames.length - classes.length;
    findings.push({ level: 'info', message: `${amount(without, 'class has', 'classes have')} no image.` });
  }
  for (const message of arrayNotices(set)) findings.push({ level: 'warning', message });
  return findings;
}

/** A folder of arrays as `inspectFolder` reports one of images; reads the heads of all arrays and the labels. */
export async function inspectArrays(path: string, benchmark: Benchmark | null): Promise<FolderReport> {
  const around = { path, suggestions: [], benchmark, recognised: null, domains: false, perShift: {}, complete: true };
  try {
    const set = await readArraySet(path, benchmark === null ? undefined : benchmarkClasses(benchmark));
    const classes = classesOf(set);
    const isStored = set.corruptions.length > 0;
    const stored = isStored ? arrayShifts(set) : [];
    const findings = [...(isStored ? shiftFindings(set) : []), ...remarksOn(set, classes)];
    return { ...around, usable: true, images: set.count, classes, stored, findings: inOrder(findings) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { ...around, usable: false, images: 0, classes: [], stored: [], findings: [findingOf(error)] };
  }
}

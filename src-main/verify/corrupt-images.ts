import { access } from 'node:fs/promises';
import path from 'node:path';
import { isCorruptionName, isSeverity } from '../../src-shared/corruptions.ts';
import type { Severity } from '../../src-shared/corruptions.ts';
import { LabError, toErrorMessage, type ErrorMessage } from '../../src-shared/errors.ts';
import type { OwnCorrupter } from '../catalog/own/own-corruptions.ts';
import type { OwnFile } from '../catalog/own/own-files.ts';
import { labOwn } from '../catalog/own/lab-own.ts';
import { corruptedAt, listImages, readImage, thereAlready, writePng, type PlaceInSet } from '../data/corrupt-files.ts';
import { corruptedNames } from '../data/corrupted-names.ts';
import type { RgbImage } from '../data/image.ts';
import { checkShift } from '../data/shifts.ts';

export { verifyCorruptions, type VerificationRow } from '../data/corruptions/verify-corruptions.ts';

export interface CorruptRequest {
  /** An image, or a folder of images at any depth. */
  readonly source: string;
  /** Results go to `<out>/<corruption>/<severity>/<image>.png`, the layout of ImageNet-C. */
  readonly out: string;
  readonly corruptions: readonly string[];
  readonly severities: readonly number[];
  readonly seed: number;
  /** Side to which images are resized and cropped first; as they are by default. */
  readonly size?: number;
  /** Replaces images that are there; else they are an error. */
  readonly overwrite?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CorruptReport {
  readonly written: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly error: ErrorMessage }[];
}

/** A corruption as it is asked for. */
interface Asked {
  readonly name: string;
  /** Of a user-defined one. */
  readonly own?: OwnFile;
}

/** @throws LabError `bad-option` where there is none of that name or severity, or what is wrong with the file of an own one */
async function findCorruption(name: string, severities: readonly Severity[]): Promise<Asked> {
  if (isCorruptionName(name)) return { name };
  const corruptions = labOwn()?.corruptions;
  const found = await corruptions?.find(name);
  const known = found ? [found.facts] : ((await corruptions?.ids()) ?? []).map((id) => ({ id }));
  for (const severity of severities) checkShift({ corruption: name, severity }, known);
  return { name, ...(found ? { own: found.own } : {}) };
}

/** Corrupts images: by the lab itself, or in a process that is started for the user's own code. */
class Corrupter {
  private process: OwnCorrupter | undefined;

  async corrupt(image: RgbImage, { name, own }: Asked, severities: readonly Severity[], place: PlaceInSet) {
    if (isCorruptionName(name)) return corruptedAt(image, name, severities, place);
    const files = labOwn()?.corruptions;
    if (!own || !files) throw new RangeError(`there is no corruption ${name}`);
    this.process ??= files.corrupter();
    return this.process.corrupt(own, image, { ...place, severities });
  }

  close(): void {
    this.process?.close();
  }
}

function checkSeverity(severity: number): Severity {
  if (isSeverity(severity)) return severity;
  throw new LabError('bad-option', `There is no severity ${severity}.`, 'Severities are 1 to 5.');
}

/** Looked for before anything is computed. @throws LabError `bad-input` where one is there */
async function requireFree(targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    const isThere = await access(target).then(
      () => true,
      () => false,
    );
    if (isThere) throw thereAlready(target);
  }
}

/**
 * Writes corrupted copies of images, each under a name of its own. Images that can't be read are skipped and named.
 * @throws LabError `bad-option`, `not-found`, `bad-input` (no images), `no-space`
 */
export async function corruptImages(request: CorruptRequest): Promise<CorruptReport> {
  const severities = request.severities.map(checkSeverity);
  const corruptions = await Promise.all(request.corruptions.map((name) => findCorruption(name, severities)));
  const { seed, overwrite = false } = request;
  const { root, files } = await listImages(request.source, request.out);
  const names = corruptedNames(files);
  const targetOf = (corruption: string, severity: number, index: number): string =>
    path.join(request.out, corruption, String(severity), names[index]!);
  if (!overwrite) {
    const shifts = corruptions.flatMap(({ name }) => severities.map((severity) => [name, severity] as const));
    for (const [name, severity] of shifts) await requireFree(files.map((_, index) => targetOf(name, severity, index)));
  }
  const written: string[] = [];
  const skipped: { path: string; error: ErrorMessage }[] = [];
  const corrupter = new Corrupter();
  try {
    for (const [index, file] of files.entries()) {
      const source = path.join(root, file);
      const clean = await readImage(source, request.size).catch((error: unknown) => toErrorMessage(error));
      if ('code' in clean) {
        skipped.push({ path: source, error: clean });
        continue;
      }
      for (const corruption of corruptions) {
        const images = await corrupter.corrupt(clean, corruption, severities, { seed, index });
        for (const [at, severity] of severities.entries()) {
          const target = targetOf(corruption.name, severity, index);
          await writePng(target, images[at]!, overwrite);
          written.push(target);
        }
      }
      request.onProgress?.(index + 1, files.length);
    }
  } finally {
    corrupter.close();
  }
  if (written.length === 0) throw new LabError('bad-input', skipped[0]?.error.message ?? `${request.source} is empty.`);
  return { written, skipped };
}

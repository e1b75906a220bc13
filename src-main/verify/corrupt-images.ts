import { access } from 'node:fs/promises';
import path from 'node:path';
import { allCorruptionNames, isCorruptionName, isSeverity } from '../../src-shared/corruptions.ts';
import type { CorruptionName, Severity } from '../../src-shared/corruptions.ts';
import { LabError, toErrorMessage, type ErrorMessage } from '../../src-shared/errors.ts';
import { listImages, readImage, thereAlready, writeCorrupted } from '../data/corrupt-files.ts';
import { corruptedNames } from '../data/corrupted-names.ts';

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

function checkCorruption(name: string): CorruptionName {
  if (isCorruptionName(name)) return name;
  throw new LabError(
    'bad-option',
    `There is no corruption named '${name}'.`,
    `Corruptions: ${allCorruptionNames.join(', ')}.`,
  );
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
  const corruptions = request.corruptions.map(checkCorruption);
  const severities = request.severities.map(checkSeverity);
  const { seed, overwrite = false } = request;
  const { root, files } = await listImages(request.source, request.out);
  const names = corruptedNames(files);
  const targetOf = (corruption: string, severity: number, index: number): string =>
    path.join(request.out, corruption, String(severity), names[index]!);
  if (!overwrite) {
    const shifts = corruptions.flatMap((name) => severities.map((severity) => [name, severity] as const));
    for (const [name, severity] of shifts) await requireFree(files.map((_, index) => targetOf(name, severity, index)));
  }
  const written: string[] = [];
  const skipped: { path: string; error: ErrorMessage }[] = [];
  for (const [index, file] of files.entries()) {
    const source = path.join(root, file);
    const clean = await readImage(source, request.size).catch((error: unknown) => toErrorMessage(error));
    if ('code' in clean) {
      skipped.push({ path: source, error: clean });
      continue;
    }
    for (const corruption of corruptions) {
      for (const severity of severities) {
        const target = targetOf(corruption, severity, index);
        await writeCorrupted(clean, { corruption, severity, seed, index, target, overwrite });
        written.push(target);
      }
    }
    request.onProgress?.(index + 1, files.length);
  }
  if (written.length === 0) throw new LabError('bad-input', skipped[0]?.error.message ?? `${request.source} is empty.`);
  return { written, skipped };
}

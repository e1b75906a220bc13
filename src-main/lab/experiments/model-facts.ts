import { statSync } from 'node:fs';
import { LabError } from '../../../src-shared/errors.ts';
import type { Normalisation } from '../../../src-shared/normalisation.ts';
import { modelFile } from '../../jobs/package-root.ts';

import { hashFile } from '../models/file-facts.ts';

/** What checks and estimates need to know of a source model. */
export interface ModelFacts {
  readonly classes: number;
  readonly bytes: number;
  readonly hash: string;
  /** How its training images were normalised; null where nothing says so. */
  readonly normalisation: Normalisation | null;
}

/** Classes and hash of source models; a file is read again when it has changed. */
export class ModelFactsReader {
  private readonly known = new Map<string, Promise<ModelFacts>>();

  /** @throws LabError `not-found` or `bad-checkpoint` */
  read(model: string): Promise<ModelFacts> {
    const file = modelFile(model);
    const { size, mtimeMs } = lookAt(file);
    const key = `${file} ${size} ${mtimeMs}`;
    const known = this.known.get(key);
    if (known) return known;
    const facts = load(file, size);
    this.known.set(key, facts);
    facts.catch(() => this.known.delete(key));
    return facts;
  }
}

function lookAt(file: string): { size: number; mtimeMs: number } {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return found;
  throw new LabError('not-found', `There is no model at ${file}.`, 'Choose another model, or put the file back.');
}

async function load(file: string, bytes: number): Promise<ModelFacts> {
  const { describeVit } = await import('../../models/load-vit.ts');
  const { classes, normalisation } = describeVit(file);
  return { classes, bytes, hash: await hashFile(file), normalisation };
}

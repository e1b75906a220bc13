import { statSync } from 'node:fs';
import { LabError } from '../../src-shared/errors.ts';
import type { ModelPart, ModelReading } from '../../src-shared/model-reading.ts';
import type { Normalisation } from '../../src-shared/normalisation.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { modelFile } from '../platform/package-root.ts';
import { readModel } from '../jobs/reader/foreign-files.ts';
import type { SourceModelFacts } from '../models/load-model.ts';
import { FileFacts } from '../catalog/models/file-facts.ts';

/** Facts of a source model for checks and estimates. */
export interface ModelFacts {
  readonly classes: number;
  readonly bytes: number;
  readonly hash: string;
  /** How its training images were normalised; null where nothing says so. */
  readonly normalisation: Normalisation | null;
  /** Properties that decide its arithmetic, and how they are known. */
  readonly parts: readonly ModelPart[];
  /** Names of its classes, in the order of its logits, or null. */
  readonly labels: readonly string[] | null;
}

/** Classes and hash of source models. */
export class ModelFactsReader {
  private readonly files = new FileFacts<SourceModelFacts, ModelReading>(readModel);

  /** @throws LabError `not-found` or `bad-checkpoint` */
  async read({ model, reading }: Pick<RunConfig, 'model' | 'reading'>): Promise<ModelFacts> {
    const file = modelFile(model);
    const { size: bytes } = statFile(file);
    const { facts, hash } = await this.files.of(file, reading);
    const { classes, normalisation, parts } = facts;
    const { classLabels } = await import('../models/class-labels.ts');
    return { classes, bytes, hash, normalisation, parts, labels: classLabels(file) };
  }
}

function statFile(file: string): { readonly size: number } {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return found;
  throw new LabError('not-found', `There is no model at ${file}.`, 'Choose another model, or put the file back.');
}

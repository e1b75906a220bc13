import { z } from 'zod';
import { LabError } from '../../../src-shared/errors.ts';
import {
  checkpointIdSchema,
  checkpointOfFile,
  checkpoints,
  type CheckpointId,
  type Recognition,
} from '../../../src-shared/published/checkpoints.ts';
import type { Store } from '../../store/store.ts';
import { readStoredObject } from '../stored-object.ts';

const storeKey = 'known-checkpoints';

const knownSchema = z.strictObject({
  /** Checkpoints by fingerprint of tensors, identified by the user or by a file with a known hash. */
  tensors: z.record(z.string(), z.strictObject({ id: checkpointIdSchema, by: z.enum(['file', 'you']) })).default({}),
  /** Fingerprints of tensors by the SHA-256 of files that have them: runs of older versions know no more of their model. */
  files: z.record(z.string(), z.string()).default({}),
});
type Known = z.output<typeof knownSchema>;

/** A source model as it is recognised: the SHA-256 of its file, hex, and the fingerprint of its tensors. */
export interface ModelPrint {
  readonly hash: string;
  readonly tensors?: string | undefined;
}

/** Model that a declaration of the user is about. */
interface DeclaredModel extends ModelPrint {
  readonly tensors: string;
  readonly parameters: number;
}

/**
 * Which published checkpoint a source model is: known by the SHA-256 of its file, or by its tensors, which the lab has met in
 * such a file or the user has named once. Tensors outlast conversions to other formats, names and metadata.
 */
export class KnownCheckpoints {
  private readonly store: Pick<Store, 'readValue' | 'writeValue' | 'readOnly'>;

  constructor(store: Pick<Store, 'readValue' | 'writeValue' | 'readOnly'>) {
    this.store = store;
  }

  /** Null for a model that is none of them, as far as is known. The tensors of a known file are remembered. */
  find({ hash, tensors }: ModelPrint): Recognition | null {
    const ofFile = checkpointOfFile(hash);
    const known = this.known();
    const print = tensors ?? known.files[hash];
    if (ofFile) {
      if (tensors !== undefined) this.remember(known, tensors, { id: ofFile, by: 'file' }, hash);
      return { id: ofFile, by: 'file' };
    }
    const found = print === undefined ? undefined : known.tensors[print];
    if (!found) return null;
    this.remember(known, print!, found, hash);
    return { id: found.id, by: found.by === 'file' ? 'tensors' : 'you' };
  }

  /**
   * Takes the user's word for what a model is; null takes it back.
   * @throws LabError `bad-input` where its file or its size says otherwise
   */
  declare({ hash, tensors, parameters }: DeclaredModel, id: CheckpointId | null): void {
    const known = this.known();
    const ofFile = checkpointOfFile(hash);
    const before = known.tensors[tensors];
    const certain = ofFile ?? (before?.by === 'file' ? before.id : undefined);
    if (certain !== undefined) {
      if (certain === id) return;
      throw new LabError('bad-input', `The model is ${certain}: its ${ofFile ? 'SHA-256 says' : 'tensors say'} so.`);
    }
    if (id === null) {
      const { [tensors]: _taken, ...rest } = known.tensors;
      this.store.writeValue(storeKey, { ...known, tensors: rest });
      return;
    }
    if (checkpoints[id].parameters !== parameters) {
      throw new LabError(
        'bad-input',
        `The model can't be ${id}: it has ${parameters} parameters, that one ${checkpoints[id].parameters}.`,
        'Give the checkpoint of its weights, or leave it open.',
      );
    }
    this.remember(known, tensors, { id, by: 'you' }, hash);
  }

  private known(): Known {
    return readStoredObject(this.store, storeKey, knownSchema);
  }

  private remember(known: Known, tensors: string, found: Known['tensors'][string], hash: string): void {
    const before = known.tensors[tensors];
    if (before?.id === found.id && before.by === found.by && known.files[hash] === tensors) return;
    if (this.store.readOnly) return;
    this.store.writeValue(storeKey, {
      tensors: { ...known.tensors, [tensors]: found },
      files: { ...known.files, [hash]: tensors },
    });
  }
}

import path from 'node:path';
import { identityOf } from '../../src-shared/identity.ts';
import type { PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import { checksumOf } from '../platform/checksum.ts';
import { configurePretraining } from '../runs/configure.ts';
import type { PlannedPretraining } from './suite.ts';

/** A generator that rows of a table use: a file that is there, or one that a pre-training is going to write. */
export interface PlannedGenerator {
  readonly mgg: string;
  readonly pretraining?: PlannedPretraining;
}

const hashLength = 12;

/**
 * The generator that a pre-training is going to write. Equal settings give the same file, so that tables share it.
 * @param folder of files that pre-trainings write
 * @param prefix what names of files begin with
 */
export function plannedGenerator(
  name: string,
  config: PretrainConfigInput,
  folder: string,
  prefix: string,
): Required<PlannedGenerator> {
  const hash = checksumOf(identityOf('pretrain', configurePretraining(config))).slice(0, hashLength);
  const output = path.join(folder, `${prefix}-${hash}.safetensors`);
  return { mgg: output, pretraining: { name, config: { ...config, output } } };
}

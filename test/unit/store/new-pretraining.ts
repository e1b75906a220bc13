import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import type { NewRun } from '../../../src-main/store/store.ts';

/** A pre-training to be queued. */
export function newPretraining(seed = 1): NewRun {
  const config = pretrainConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'quickstart', seed });
  return { kind: 'pretrain', method: 'mgg', name: 'MGG', config };
}

import { z } from 'zod';
import { normalisationChoices } from '../../../src-shared/normalisation.ts';
import type { PretrainConfig, PretrainConfigInput } from '../../../src-shared/pretrain-config.ts';
import { readingOf } from './common-options.ts';
import { datasetOf } from './dataset-flags.ts';
import { evaluationOf } from './evaluation-flags.ts';
import { benchmark, collectPairs, number, placeFlagsSchema, split, text, yesOrNo } from './pair-flags.ts';
import { shiftsOf } from './parse.ts';

/** Settings that `--task` takes, by names of flags. */
const taskFlagsSchema = placeFlagsSchema.extend({
  evaluation: text.exactOptional(),
  evaluationSplit: split.exactOptional(),
  evaluationSource: text.exactOptional(),
  evaluationBenchmark: benchmark.exactOptional(),
  evaluationCorrupted: yesOrNo.exactOptional(),
  evaluationDomains: yesOrNo.exactOptional(),
  normalisation: z.enum(normalisationChoices).exactOptional(),
  weight: number.exactOptional(),
});
export type TaskFlags = z.output<typeof taskFlagsSchema>;

/** Tasks as pairs, collected over repetitions. */
export const collectTask = collectPairs(taskFlagsSchema);

type Task = NonNullable<PretrainConfigInput['tasks']>[number];
type First = Pick<PretrainConfig, 'dataset' | 'evaluation' | 'model' | 'reading' | 'shifts'>;

/** A further task: what flags leave out is as in the first one; of another dataset or model nothing is known from there. */
export function taskOf(flags: TaskFlags, first: First): Task {
  const { evaluation, reading, shifts } = first;
  const { dataset: named, split: own, source, benchmark: of, corrupted, domains } = flags;
  const { model, normalisation, corruption, weight } = flags;
  const asked = { dataset: named, split: own, source, benchmark: of, corrupted, domains };
  const dataset = datasetOf(asked, named === undefined ? first.dataset : { kind: 'quickstart', split: 'train' });
  const isSame =
    Object.values(asked).every((value) => value === undefined) &&
    !Object.keys(flags).some((name) => name.startsWith('evaluation'));
  return {
    dataset,
    evaluation: isSame ? evaluation : evaluationOf(flags, dataset.kind === 'quickstart'),
    model: model ?? first.model,
    ...readingOf(flags, model === undefined ? reading : undefined),
    shifts: corruption === undefined ? shifts : shiftsOf(corruption, 5),
    ...(normalisation === undefined ? {} : { normalisation }),
    ...(weight === undefined ? {} : { weight }),
  };
}

import type { PretrainConfigInput } from '../../../../src-shared/pretrain-config.ts';
import { readingOf, type ReadingFlags } from '../common-options.ts';
import { follow } from '../follow.ts';
import { showOutcome } from '../outcome.ts';
import { shiftsOf, type OptionValue } from '../parse.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { datasetOf } from '../dataset-flags.ts';

export interface PretrainFlags extends CommonOptions, ReadingFlags {
  readonly dataset?: string;
  readonly source?: string;
  readonly evaluation?: string;
  readonly model?: string;
  readonly corruption?: readonly string[];
  readonly severity?: number;
  readonly opt?: Readonly<Record<string, OptionValue>>;
  readonly engine?: PretrainConfigInput['engine'];
  readonly threads?: number;
  readonly name?: string;
}

/** The embedded data unless folders are given; a folder is evaluated only where another one is named for it. */
export function pretrainConfigOf(flags: PretrainFlags): PretrainConfigInput {
  const { dataset = 'quickstart', source, evaluation, model = 'quickstart', engine, threads } = flags;
  const embedded = dataset === 'quickstart';
  return {
    dataset: datasetOf({ dataset, source }, { kind: 'quickstart', split: 'train' }),
    evaluation:
      evaluation === undefined && !embedded
        ? null
        : datasetOf({ dataset: evaluation }, { kind: 'quickstart', split: 'validation' }),
    model,
    ...readingOf(flags),
    shifts: shiftsOf(flags.corruption ?? ['validation'], flags.severity ?? 5),
    ...flags.opt,
    ...(engine === undefined ? {} : { engine }),
    ...(threads === undefined ? {} : { threads }),
  };
}

export function pretrainCommand(flags: PretrainFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const labels = flags.name === undefined ? {} : { name: flags.name };
    showOutcome(lab, await follow(lab, [lab.startPretraining(pretrainConfigOf(flags), labels)]), flags);
  });
}

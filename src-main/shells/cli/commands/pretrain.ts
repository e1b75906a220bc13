import { pretrainConfigSchema, type PretrainConfigInput } from '../../../../src-shared/pretrain-config.ts';
import { readingOf, type ReadingFlags } from '../common-options.ts';
import { follow } from '../follow.ts';
import { withFullPaths } from '../full-paths.ts';
import { showOutcome } from '../outcome.ts';
import { shiftsOf, type OptionValue } from '../parse.ts';
import { withStoredShifts } from '../stored-shifts.ts';
import { withRegistered } from '../registered-model.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { datasetOf, type DatasetFlags } from '../dataset-flags.ts';

export interface PretrainFlags extends CommonOptions, ReadingFlags, DatasetFlags {
  readonly evaluation?: string;
  readonly evaluationSplit?: DatasetFlags['split'];
  readonly evaluationSource?: string;
  readonly evaluationBenchmark?: DatasetFlags['benchmark'];
  readonly evaluationCorrupted?: boolean;
  readonly evaluationDomains?: boolean;
  readonly model?: string;
  readonly corruption?: readonly string[];
  readonly severity?: number;
  readonly opt?: Readonly<Record<string, OptionValue>>;
  readonly engine?: PretrainConfigInput['engine'];
  readonly threads?: number;
  readonly name?: string;
}

/** A folder is evaluated only where images are named for it. */
function evaluationOf(flags: PretrainFlags, embedded: boolean): PretrainConfigInput['evaluation'] {
  const { evaluation: dataset, evaluationSplit: split, evaluationSource: source } = flags;
  const { evaluationBenchmark: benchmark, evaluationCorrupted: corrupted, evaluationDomains: domains } = flags;
  const asked = { dataset, split, source, benchmark, corrupted, domains };
  const isAsked = Object.values(asked).some((value) => value !== undefined);
  if (dataset === 'none' || (!embedded && !isAsked)) return null;
  return datasetOf(asked, { kind: 'quickstart', split: 'validation' }, 'evaluation');
}

/** The parser of settings has no place for null: `all` and `none` stand for it. */
function settingsOf(opt: PretrainFlags['opt'] = {}): Record<string, unknown> {
  const schemas = new Map(Object.entries(pretrainConfigSchema.shape));
  return Object.fromEntries(
    Object.entries(opt).map(([name, value]) => {
      const isNull = (value === 'all' || value === 'none') && schemas.get(name)?.safeParse(null).success;
      return [name, isNull ? null : value];
    }),
  );
}

/** The embedded data unless folders are given. */
export function pretrainConfigOf(flags: PretrainFlags): PretrainConfigInput {
  const { dataset = 'quickstart', split, source, benchmark, corrupted, domains } = flags;
  const { model = 'quickstart', engine, threads } = flags;
  const asked = { dataset, split, source, benchmark, corrupted, domains };
  return {
    dataset: datasetOf(asked, { kind: 'quickstart', split: 'train' }),
    evaluation: evaluationOf(flags, dataset === 'quickstart'),
    model,
    ...readingOf(flags),
    shifts: shiftsOf(flags.corruption ?? ['validation'], flags.severity ?? 5),
    ...settingsOf(flags.opt),
    ...(engine === undefined ? {} : { engine }),
    ...(threads === undefined ? {} : { threads }),
  };
}

export function pretrainCommand(flags: PretrainFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const labels = flags.name === undefined ? {} : { name: flags.name };
    const asked = withFullPaths(pretrainConfigOf(await withRegistered(lab.api, flags)));
    const config = await withStoredShifts(asked, flags, false);
    const run = await lab.api.startPretraining({ config, labels });
    await showOutcome(lab, await follow(lab, [run]), flags);
  });
}

import type { LabClient } from '../../../../src-shared/api/contract.ts';
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
import { evaluationOf, type EvaluationFlags } from '../evaluation-flags.ts';
import { taskOf, type TaskFlags } from '../task-flags.ts';

export interface PretrainFlags extends CommonOptions, ReadingFlags, DatasetFlags, EvaluationFlags {
  readonly model?: string;
  readonly corruption?: readonly string[];
  readonly severity?: number;
  readonly task?: readonly TaskFlags[];
  readonly opt?: Readonly<Record<string, OptionValue>>;
  readonly engine?: PretrainConfigInput['engine'];
  readonly threads?: number;
  readonly name?: string;
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
  const first = {
    dataset: datasetOf(asked, { kind: 'quickstart', split: 'train' }),
    evaluation: evaluationOf(flags, dataset === 'quickstart'),
    model,
    ...readingOf(flags),
    shifts: shiftsOf(flags.corruption ?? ['validation'], flags.severity ?? 5),
  } satisfies PretrainConfigInput;
  return {
    ...first,
    ...(flags.task === undefined ? {} : { tasks: flags.task.map((task) => taskOf(task, first)) }),
    ...settingsOf(flags.opt),
    ...(engine === undefined ? {} : { engine }),
    ...(threads === undefined ? {} : { threads }),
  };
}

/** The same with files of models that were named, full paths, and the shifts that are meant where folders store them. */
async function completeConfig(api: LabClient, flags: PretrainFlags): Promise<PretrainConfigInput> {
  const given = flags.task ?? [];
  const task = await Promise.all(given.map((one) => withRegistered(api, one)));
  const config = pretrainConfigOf({ ...(await withRegistered(api, flags)), ...(flags.task ? { task } : {}) });
  const { tasks = [], ...asked } = config;
  const shiftsOfTasks = tasks.map((one, place) => withStoredShifts(withFullPaths(one), given[place]!, false));
  const first = await withStoredShifts(withFullPaths(asked), flags, false);
  return { ...first, ...(flags.task ? { tasks: await Promise.all(shiftsOfTasks) } : {}) };
}

export function pretrainCommand(flags: PretrainFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const labels = flags.name === undefined ? {} : { name: flags.name };
    const config = await completeConfig(lab.api, flags);
    const run = await lab.api.startPretraining({ config, labels });
    await showOutcome(lab, await follow(lab, [run]), flags);
  });
}

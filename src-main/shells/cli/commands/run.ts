import { readFile } from 'node:fs/promises';
import { LabError, toLabError } from '../../../../src-shared/errors.ts';
import type { Benchmark, RunConfigInput } from '../../../../src-shared/run-config.ts';
import { configure } from '../../../lab/configure.ts';
import type { QueuedRun, RunLabels } from '../../../lab/lab.ts';
import { datasetOf } from '../dataset-flags.ts';
import { follow } from '../follow.ts';
import { shiftsOf, type OptionValue } from '../parse.ts';
import { showOutcome } from '../outcome.ts';
import { withLab, type CommonOptions } from '../session.ts';

/** Flags of `lab run`; those left out leave the value of the configuration file or its default. */
export interface RunFlags extends CommonOptions {
  readonly config?: string;
  readonly dataset?: string;
  readonly split?: 'test' | 'validation' | 'train';
  readonly source?: string;
  readonly benchmark?: Benchmark;
  readonly corrupted?: boolean;
  readonly corruption?: readonly string[];
  readonly severity?: number;
  readonly opt?: Readonly<Record<string, OptionValue>>;
  readonly model?: string;
  readonly mgg?: string;
  readonly normalisation?: RunConfigInput['normalisation'];
  readonly method?: string;
  readonly onNonFinite?: RunConfigInput['onNonFinite'];
  readonly order?: RunConfigInput['order'];
  readonly imbalanceRatio?: number;
  readonly policy?: RunConfigInput['policy'];
  readonly images?: number | 'all';
  readonly batchSize?: number;
  readonly seed?: number;
  readonly sourceImages?: number | 'all';
  readonly budgetBatches?: number | null;
  readonly budgetSeconds?: number | null;
  readonly classMask?: number[];
  readonly engine?: string;
  readonly threads?: number;
  readonly checkpointEvery?: number;
  readonly name?: string;
  readonly group?: string;
  readonly tag?: readonly string[];
  readonly notes?: string;
}

/** Flags whose name and meaning are those of the configuration. */
const sameName = [
  'model',
  'mgg',
  'normalisation',
  'method',
  'onNonFinite',
  'order',
  'imbalanceRatio',
  'policy',
  'images',
  'batchSize',
  'seed',
  'sourceImages',
  'budgetBatches',
  'budgetSeconds',
  'classMask',
  'engine',
  'threads',
  'checkpointEvery',
] as const satisfies readonly (keyof RunFlags & keyof RunConfigInput)[];

type Json = Readonly<Record<string, unknown>>;

/** The configurations in a file: one, or a list as New experiment exports it. */
async function readConfigs(file: string): Promise<readonly Json[]> {
  try {
    const content = JSON.parse(await readFile(file, 'utf8')) as Json | readonly Json[];
    return Array.isArray(content) ? (content as readonly Json[]) : [content as Json];
  } catch (error) {
    if (error instanceof SyntaxError) throw new LabError('bad-input', `${file} is not JSON: ${error.message}.`);
    throw toLabError(error);
  }
}

const defaults = { dataset: { kind: 'quickstart', split: 'test' }, model: 'quickstart', method: 'mgtta' };
const defaultCorruptions = ['test'];
const defaultSeverity = 5;

/** The configuration of a file, overridden by flags, over the defaults of the command line. Checked by the lab. */
export function configOf(flags: RunFlags, file: Json = {}): RunConfigInput {
  const same = Object.fromEntries(
    sameName.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name] === 'all' ? null : flags[name]]])),
  );
  const { dataset: named, split, source, benchmark, corrupted } = flags;
  const asksDataset = named !== undefined || split !== undefined;
  const dataset = datasetOf({
    dataset: named ?? 'quickstart',
    ...(split === undefined ? {} : { split }),
    ...(source === undefined ? {} : { source }),
    ...(benchmark === undefined ? {} : { benchmark }),
    ...(corrupted === undefined ? {} : { corrupted }),
  });
  const asksShifts = flags.corruption !== undefined || flags.severity !== undefined || file['shifts'] === undefined;
  const shifts = shiftsOf(flags.corruption ?? defaultCorruptions, flags.severity ?? defaultSeverity);
  const merged: Json = {
    ...defaults,
    ...file,
    ...same,
    ...(asksDataset ? { dataset } : {}),
    ...(asksShifts ? { shifts } : {}),
    options: { ...(file['options'] as Json | undefined), ...flags.opt },
  };
  const needsMgg = merged['mgg'] === undefined && merged['model'] === 'quickstart';
  const embedded = merged['method'] === 'mgtta_lstm' ? 'quickstart-lstm' : 'quickstart';
  return { ...merged, ...(needsMgg ? { mgg: embedded } : {}) } as RunConfigInput;
}

function labelsOf({ name, group, tag, notes }: RunFlags): RunLabels {
  return {
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(notes === undefined ? {} : { notes }),
  };
}

export function runCommand(flags: RunFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const files = flags.config === undefined ? [{}] : await readConfigs(flags.config);
    const configs = files.map((file) => configOf(flags, file));
    // All are checked before the first one is queued.
    for (const config of configs) await configure(config);
    const queued: QueuedRun[] = [];
    for (const config of configs) queued.push(await lab.startRun(config, labelsOf(flags)));
    showOutcome(lab, await follow(lab, queued), flags);
  });
}

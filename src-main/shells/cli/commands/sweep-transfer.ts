import path from 'node:path';
import type { z } from 'zod';
import type { SweepState } from '../../../../src-shared/api/sweeps.ts';
import type { RunRecord } from '../../../../src-shared/records.ts';
import { spreadText } from '../../../../src-shared/sweeps/sweep-words.ts';
import { reportFailures } from '../failures.ts';
import { note, print, printJson } from '../output.ts';
import type { placeFlagsSchema } from '../pair-flags.ts';
import { render } from '../run-tables.ts';
import { withLab, type CommonOptions } from '../session.ts';
import type { SweepFlags } from '../sweep-flags.ts';
import { settingsText } from '../sweep-text.ts';
import { definedBy, runToEnd } from './sweep.ts';

/** A model and images that a generator is taken to. */
export type Target = z.output<typeof placeFlagsSchema>;

/** Targets, and the settings that all of them have in common. */
export interface TransferFlags
  extends CommonOptions, Pick<SweepFlags, 'mgg' | 'method' | 'seeds' | 'images' | 'batchSize' | 'engine' | 'threads'> {
  readonly to: readonly Target[];
  /** Learning rates that are tried, as `--vary` takes them. */
  readonly lr?: string;
}

const usualMethods = ['noadapt', 'foa_sgd', 'foa_adam', 'mgtta'];
const usualRates = '1e-4..1:9:log';

/** A target in a few words: its model and its dataset, by the names of their files. */
export function targetName({ model = 'quickstart', dataset = 'quickstart', corruption }: Target): string {
  const named = `${path.parse(model).name} on ${path.basename(dataset)}`;
  return corruption === undefined ? named : `${named}, ${corruption.join(', ')}`;
}

/** The sweep of a target: the rate of each method is chosen on validation corruptions and reported on the target's own streams. */
export function targetFlags(target: Target, flags: TransferFlags): SweepFlags {
  const { to: _to, lr = usualRates, mgg = 'quickstart', method = usualMethods, ...rest } = flags;
  return { ...rest, ...target, method, mgg, vary: { lr }, rule: 'validation' };
}

/** The choice of a rule for a method of a sweep: the setting and its metric. */
function cell(state: SweepState, name: string): string {
  const method = state.methods.find((one) => one.name === name);
  const choice = method?.choices.find(({ rule }) => rule === state.sweep.rule);
  if (!choice || choice.trial === null) return '–';
  const trial = state.trials.find((one) => one.method === name && one.index === choice.trial);
  return `${spreadText(state, choice)}${trial && Object.keys(trial.values).length > 0 ? ` (${settingsText(trial)})` : ''}`;
}

/** Methods × targets. */
export function transferTable(states: readonly SweepState[]): string {
  const methods = [...new Set(states.flatMap((state) => state.methods.map(({ name }) => name)))];
  return render(
    ['Method', ...states.map(({ sweep }) => sweep.name.replace(/^Transfer to /, ''))],
    methods.map((name) => [name, ...states.map((state) => cell(state, name))]),
    1,
  );
}

/** Takes a generator to each target, and shows what it reaches there beside methods without one. */
export function sweepTransferCommand(flags: TransferFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const followed: RunRecord[] = [];
    const states: SweepState[] = [];
    for (const target of flags.to) {
      const sweep = await definedBy(lab, `Transfer to ${targetName(target)}`, targetFlags(target, flags));
      const { id } = await lab.api.createSweep({ sweep });
      followed.push(...(await runToEnd(lab, id, 'the same command')));
      const state = await lab.api.getSweep({ id });
      // One that is the same but for its name is taken as it is.
      states.push({ ...state, sweep: { ...state.sweep, name: sweep.name } });
    }
    if (flags.json) printJson(states);
    else print(transferTable(states));
    note('Accuracy in % on the streams of each target; learning rates were chosen on validation corruptions.');
    await reportFailures(lab.api, followed, 'sweep');
  });
}

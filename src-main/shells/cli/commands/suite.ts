import type { SuiteState } from '../../../../src-shared/api/lab.ts';
import { suiteNumbers } from '../../../../src-shared/comparison/suite-text.ts';
import { tableText, type TableFormat } from '../../../../src-shared/comparison/table-text.ts';
import { follow } from '../follow.ts';
import { mayStyle, note, print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { numbersTable } from '../number-table.ts';
import { suitesTable } from '../suites-table.ts';

export interface SuiteFlags extends CommonOptions {
  readonly seeds?: readonly number[];
  readonly format?: TableFormat;
}

const usualSeeds = [2020];

function show(state: SuiteState, { json, format }: SuiteFlags): void {
  if (json) printJson(state);
  else if (format) process.stdout.write(tableText(suiteNumbers(state), format));
  else print(numbersTable(suiteNumbers(state), mayStyle()));
  state.notes.forEach(note);
}

export function suiteListCommand({ json, ...common }: CommonOptions): Promise<void> {
  return withLab(common, async (lab) => {
    const suites = await lab.suites.list();
    if (json) printJson(suites);
    else print(suitesTable(suites));
  });
}

export function suiteShowCommand(id: string, flags: SuiteFlags): Promise<void> {
  return withLab(flags, async (lab) => show(await lab.suites.state(id, flags.seeds ?? usualSeeds), flags));
}

/** Runs what is missing of a suite, then shows its table. */
export function suiteRunCommand(id: string, flags: SuiteFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const seeds = flags.seeds ?? usualSeeds;
    const queued = await lab.suites.start(id, seeds);
    if (queued.length === 0) note('Everything is done already.');
    const followed = await follow(lab, queued).catch((error: unknown) => ({ error }));
    show(await lab.suites.state(id, seeds), flags);
    // What failed or was stopped doesn't keep the rest from being shown.
    if ('error' in followed) throw followed.error;
  });
}

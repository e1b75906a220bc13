import type { LabClient } from '../../../src-shared/api/contract.ts';
import type { RunDetails } from '../../../src-shared/api/runs.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { duration, percent } from './format.ts';
import { mayStyle, print, printJson } from './output.ts';
import { runNames } from './run-names.ts';
import { skippedText } from './skipped-images.ts';
import { comparedRun, shiftsTable } from './run-tables.ts';
import type { CommandLab } from './session.ts';

/** Stored details of runs, but for their batches. */
export function detailsOf(api: LabClient, ids: readonly string[]): Promise<RunDetails[]> {
  return Promise.all(ids.map((id) => api.getRun({ id })));
}

/** A run and its shifts without batches and checkpoint: what a script wants to know of it. */
export function digest({ run, shifts }: RunDetails): RunRecord & { readonly shifts: readonly unknown[] } {
  return { ...run, shifts };
}

function pretrainText({ run }: RunDetails): string[] {
  if (run.kind !== 'pretrain' || !run.summary) return [];
  const { bestEpoch, bestAccuracy, totalSeconds, output } = run.summary;
  const accuracy = bestAccuracy === null ? '' : ` (${percent(bestAccuracy)} % on the validation corruptions)`;
  return [`Best epoch: ${bestEpoch + 1}${accuracy}, after ${duration(totalSeconds)}.`, `Checkpoint: ${output}`];
}

/** Prints what finished runs gave: a table of adaptation runs, the checkpoint of a pre-training, or all of it as JSON. */
export async function showOutcome(
  { api, dataDir }: Pick<CommandLab, 'api' | 'dataDir'>,
  runs: readonly RunRecord[],
  { json }: { readonly json?: boolean },
): Promise<void> {
  const details = await detailsOf(
    api,
    runs.map(({ id }) => id),
  );
  if (json) {
    printJson(details.length === 1 ? digest(details[0]!) : details.map(digest));
    return;
  }
  const compared = details.flatMap(comparedRun);
  if (compared.length > 0) print(shiftsTable(compared, mayStyle(), await runNames(api, runs)));
  details.flatMap(pretrainText).forEach(print);
  const skipped = skippedText(details.flatMap((one) => one.skipped));
  if (skipped !== undefined) print(skipped);
  print(`Stored in ${dataDir} as ${runs.map(({ id }) => id).join(', ')}.`);
}

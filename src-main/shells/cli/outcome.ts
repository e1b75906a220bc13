import type { Lab } from '../../app/lab.ts';
import type { RunRecord, RunContents } from '../../app/records.ts';
import { duration, percent } from './format.ts';
import { mayStyle, print, printJson } from './output.ts';
import { runNames } from './run-names.ts';
import { skippedText } from './skipped-images.ts';
import { comparedRun, comparisonTable } from './run-tables.ts';

/** A run and its shifts without batches and checkpoint: what a script wants to know of it. */
export function digest({ run, shifts }: RunContents): RunRecord & { readonly shifts: readonly unknown[] } {
  return { ...run, shifts: shifts.map(({ shift }) => shift) };
}

function pretrainText({ run }: RunContents): string[] {
  if (run.kind !== 'pretrain' || !run.summary) return [];
  const { bestEpoch, bestAccuracy, totalSeconds, output } = run.summary;
  const accuracy = bestAccuracy === null ? '' : ` (${percent(bestAccuracy)} % on the validation corruptions)`;
  return [`Best epoch: ${bestEpoch + 1}${accuracy}, after ${duration(totalSeconds)}.`, `Checkpoint: ${output}`];
}

/** Prints what finished runs gave: a table of adaptation runs, the checkpoint of a pre-training, or all of it as JSON. */
export function showOutcome(lab: Lab, runs: readonly RunRecord[], { json }: { readonly json?: boolean }): void {
  const contents = runs.map(({ id }) => lab.showRun(id));
  if (json) {
    printJson(contents.length === 1 ? digest(contents[0]!) : contents.map(digest));
    return;
  }
  const compared = contents.flatMap(comparedRun);
  if (compared.length > 0) print(comparisonTable(compared, mayStyle(), runNames(lab, runs)));
  contents.flatMap(pretrainText).forEach(print);
  const skipped = skippedText(contents.flatMap((content) => content.skipped));
  if (skipped !== undefined) print(skipped);
  print(`Stored in ${lab.dataDir} as ${runs.map(({ id }) => id).join(', ')}.`);
}

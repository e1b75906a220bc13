import { corruptImages } from '../../../verify/corrupt-images.ts';
import { note, print, printJson } from '../output.ts';
import { shiftsOf } from '../parse.ts';
import type { CommonOptions } from '../session.ts';

export interface CorruptFlags extends CommonOptions {
  readonly corruption: readonly string[];
  readonly severity: readonly number[];
  readonly out: string;
  readonly seed: number;
  readonly size?: number;
  readonly overwrite?: boolean;
}

export async function corruptCommand(source: string, flags: CorruptFlags): Promise<void> {
  const { out, seed, severity: severities, size, json } = flags;
  const report = await corruptImages({
    source,
    out,
    corruptions: shiftsOf(flags.corruption, 1).map(({ corruption }) => corruption),
    severities,
    seed,
    ...(size === undefined ? {} : { size }),
    ...(flags.overwrite === undefined ? {} : { overwrite: flags.overwrite }),
  });
  for (const { error } of report.skipped) note(`Skipped: ${error.message}`);
  if (json) printJson(report);
  else print(`${report.written.length} images written to ${out}.`);
}

import { corruptImages } from '../../../verify/corrupt-images.ts';
import { note, print, printJson } from '../output.ts';
import { shiftsOf } from '../parse.ts';
import { isCorruptionName } from '../../../../src-shared/corruptions.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface CorruptFlags extends CommonOptions {
  readonly corruption: readonly string[];
  readonly severity: readonly number[];
  readonly out: string;
  readonly seed: number;
  readonly size?: number;
  readonly overwrite?: boolean;
}

/** The user's own corruptions are those of a lab; others need none. */
export function corruptCommand(source: string, flags: CorruptFlags): Promise<void> {
  const corruptions = shiftsOf(flags.corruption, 1).map(({ corruption }) => corruption);
  const work = () => corrupt(source, corruptions, flags);
  return corruptions.every(isCorruptionName) ? work() : withLab(flags, work);
}

async function corrupt(source: string, corruptions: readonly string[], flags: CorruptFlags): Promise<void> {
  const { out, seed, severity: severities, size, json } = flags;
  const report = await corruptImages({
    source,
    out,
    corruptions,
    severities,
    seed,
    ...(size === undefined ? {} : { size }),
    ...(flags.overwrite === undefined ? {} : { overwrite: flags.overwrite }),
  });
  for (const { error } of report.skipped) note(`Skipped: ${error.message}`);
  if (json) printJson(report);
  else print(`${report.written.length} images written to ${out}.`);
}

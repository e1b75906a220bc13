import { LabError } from '../../../../src-shared/errors.ts';
import { verifyCorruptions } from '../../../verify/corrupt-images.ts';
import { note, print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';
import { corruptionVerificationTable } from '../verification-tables.ts';

export interface VerifyCorruptionsFlags extends CommonOptions {
  readonly seeds?: number;
}

export async function verifyCorruptionsCommand(folder: string, flags: VerifyCorruptionsFlags): Promise<void> {
  const rows = await verifyCorruptions(folder, {
    ...(flags.seeds === undefined ? {} : { seeds: flags.seeds }),
    onProgress: (done, total) => {
      if (process.stderr.isTTY && done < total) process.stderr.write(`\r${done} of ${total}`);
      else if (process.stderr.isTTY) note('\r');
    },
  });
  const missed = rows.filter(({ pass }) => !pass);
  if (flags.json) printJson({ pass: missed.length === 0, rows });
  else print(corruptionVerificationTable(rows));
  if (missed.length === 0) return;
  throw new LabError('verification-failed', `${missed.length} of ${rows.length} comparisons are out of tolerance.`);
}

import { allCorruptionNames, isCorruptionName, isSeverity } from '../../src-shared/corruptions.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { Shift } from '../../src-shared/run-config.ts';

/** A shift that leaves images as they are. */
export const cleanShift: Shift = { corruption: 'clean', severity: 0 };

/** Of a shift that the lab is to make. @throws LabError `bad-option` for an unknown corruption or a severity that doesn't fit it */
export function checkShift({ corruption, severity }: Shift): void {
  if (corruption === cleanShift.corruption) {
    if (severity === 0) return;
    throw new LabError('bad-option', `Clean images have severity 0, not ${severity}.`);
  }
  if (!isCorruptionName(corruption)) {
    const known = ['clean', ...allCorruptionNames].join(', ');
    throw new LabError('bad-option', `There is no corruption named '${corruption}'.`, `Known are: ${known}.`);
  }
  if (!isSeverity(severity)) {
    throw new LabError('bad-option', `The severity of ${corruption} must be 1 to 5, not ${severity}.`);
  }
}

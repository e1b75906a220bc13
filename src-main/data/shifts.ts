import { allCorruptionNames, isCorruptionName, isSeverity, severities } from '../../src-shared/corruptions.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { Shift } from '../../src-shared/run-config.ts';

/** A shift that leaves images as they are. */
export const cleanShift: Shift = { corruption: 'clean', severity: 0 };

/** A user-defined corruption, as far as checks need it. */
export interface KnownCorruption {
  readonly id: string;
  /** How many severities it has; where that isn't known it says so itself. */
  readonly severities?: number;
}

/**
 * Of a shift that the lab is to make.
 * @param own the user-defined corruptions
 * @throws LabError `bad-option` for an unknown corruption or a severity that doesn't fit it
 */
export function checkShift({ corruption, severity }: Shift, own: readonly KnownCorruption[] = []): void {
  if (corruption === cleanShift.corruption) {
    if (severity === 0) return;
    throw new LabError('bad-option', `Clean images have severity 0, not ${severity}.`);
  }
  if (!isCorruptionName(corruption)) {
    const known = own.find(({ id }) => id === corruption);
    if (!known) throw unknownCorruption(corruption, ['clean', ...allCorruptionNames, ...own.map(({ id }) => id)]);
    const { severities: most = severities.length } = known;
    if (severity >= 1 && severity <= most) return;
    throw new LabError('bad-option', `The severity of ${corruption} must be 1 to ${most}, not ${severity}.`);
  }
  if (!isSeverity(severity)) {
    throw new LabError('bad-option', `The severity of ${corruption} must be 1 to 5, not ${severity}.`);
  }
}

const unknownCorruption = (corruption: string, known: readonly string[]): LabError =>
  new LabError('bad-option', `There is no corruption named '${corruption}'.`, `Known are: ${known.join(', ')}.`);

import { LabError } from '../../../src-shared/errors.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { shiftsOf } from './parse.ts';

export interface ShiftFlags {
  /** Names, sets of them, `clean`. */
  readonly corruption?: readonly string[] | undefined;
  readonly severity?: number | undefined;
}

/** Severity where nothing says another one. */
const usualSeverity = 5;
/** Stands for the severity of a corruption that was named without. */
const unsaid = -1;

const unique = (shifts: readonly Shift[]): Shift[] => [
  ...new Map(shifts.map((shift) => [`${shift.corruption}/${shift.severity}`, shift])).values(),
];

/** The severities in which a corruption was met before, else those of all others. */
function severitiesOf(corruption: string, before: readonly Shift[]): number[] {
  const corrupted = before.filter(({ severity }) => severity > 0);
  const own = corrupted.filter((shift) => shift.corruption === corruption);
  const found = new Set((own.length > 0 ? own : corrupted).map(({ severity }) => severity));
  return found.size === 0 ? [usualSeverity] : [...found];
}

/**
 * The shifts that flags make of others: `--corruption` keeps the severities, `--severity` the corruptions.
 * @throws LabError `bad-option` for a severity where all images are clean
 */
export function shiftsOver({ corruption, severity }: ShiftFlags, before: readonly Shift[]): Shift[] {
  const named =
    corruption === undefined
      ? before
      : shiftsOf(corruption, unsaid).flatMap((shift) =>
          shift.severity !== unsaid
            ? [shift]
            : severitiesOf(shift.corruption, before).map((one) => ({ ...shift, severity: one })),
        );
  if (severity === undefined) return unique(named);
  if (named.every((shift) => shift.severity === 0)) {
    throw new LabError(
      'bad-option',
      '--severity is of corruptions, but all images are clean.',
      'Name some with --corruption.',
    );
  }
  return unique(named.map((shift) => (shift.severity === 0 ? shift : { ...shift, severity })));
}

import type { VerificationRow } from '../../verify/corrupt-images.ts';
import type { VerifyReport } from '../../verify/verify.ts';
import { render } from './run-tables.ts';

const verdict = (pass: boolean): string => (pass ? 'pass' : 'MISS');

/** Per method and quantity: the largest error over the steps, what is tolerated, and the verdict. */
export function verificationTable({ methods }: VerifyReport): string {
  const rows = methods.flatMap(({ method, checks }) =>
    checks.map(({ quantity, relative, absolute, tolerance, measure, pass }) => [
      method,
      quantity,
      relative.toExponential(1),
      absolute.toExponential(1),
      `${tolerance.toExponential(1)} ${measure}`,
      verdict(pass),
    ]),
  );
  return render(['Method', 'Quantity', 'Relative error', 'Absolute error', 'Tolerance', 'Verdict'], rows, 2);
}

/** Per corruption and severity: the comparison that came closest to its tolerance, or missed it by most. */
export function corruptionVerificationTable(rows: readonly VerificationRow[]): string {
  const strain = ({ actual, expected, tolerance }: VerificationRow): number =>
    tolerance === 0 ? Infinity : Math.abs(actual - expected) / tolerance;
  const groups = Map.groupBy(rows, ({ corruption, severity }) => `${corruption}/${severity}`);
  const worst = [...groups].map(([label, group]) => ({
    label,
    row: group.reduce((a, b) => (strain(b) > strain(a) ? b : a)),
    pass: group.every(({ pass }) => pass),
  }));
  return render(
    ['Corruption', 'Hardest comparison', 'Expected', 'Found', 'Of tolerance', 'Verdict'],
    worst.map(({ label, row, pass }) => [
      label,
      `${row.photo} ${row.metric}`,
      row.expected.toPrecision(4),
      row.actual.toPrecision(4),
      `${(100 * strain(row)).toFixed(0)} %`,
      verdict(pass),
    ]),
    2,
  );
}

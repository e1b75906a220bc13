import type { FolderReport } from '../../../src-shared/api/data.ts';
import type { LabError } from '../../../src-shared/errors.ts';

export type Finding = FolderReport['findings'][number];

/** Problem that keeps a folder from being used. */
export const findingOf = ({ message, hint }: LabError): Finding => ({
  level: 'error',
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** Names shown in a sentence; the rest is counted. */
const namesShown = 3;

/** Errors first, then warnings, then what is good to know. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const order = ['error', 'warning', 'info'];
  return findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

/** `3 images`, `1 image`; `plural` where an s doesn't do. */
export function amount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : plural}`;
}

/** The first of the names, and how many more there are. */
export function firstNames(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, namesShown);
  const rest = count - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest.toLocaleString('en')} more` : shown.join(', ');
}

export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

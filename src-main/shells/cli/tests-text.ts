import type { TestedRow } from '../../../src-shared/api/runs.ts';
import { differenceText, pText, significanceLevel } from '../../../src-shared/comparison/tested-table.ts';
import { tiedMark } from '../../../src-shared/comparison/table-text.ts';
import { oneSeedSentence } from '../../../src-shared/statistics/difference.ts';
import { note, print } from './output.ts';
import { render } from './run-tables.ts';

/** Prints what the tests of all rows gave. @param baseline place of the row that the others are compared with; −1 for the best */
export function printTests(labels: readonly string[], tested: readonly TestedRow[], baseline: number): void {
  const to = baseline < 0 ? 'best' : labels[baseline]!;
  const lines = labels.map((label, place) => {
    const { toBaseline, toBest, isBest, problem } = tested[place]!;
    const test = baseline < 0 ? toBest : toBaseline;
    const versusBest = isBest ? 'best' : toBest ? pText(toBest.adjustedP) : '–';
    if (!test) return [label, problem ?? '', '', '', '', '', versusBest];
    const wilcoxon = test.wilcoxonP === null ? '–' : pText(test.wilcoxonP);
    const [p, holm] = [pText(test.p), pText(test.adjustedP)];
    return [label, differenceText(test), p, holm, wilcoxon, String(test.seeds), versusBest];
  });
  const head = ['Method', `Points to ${to} [95 %]`, 'p', 'p (Holm)', 'p (Wilcoxon)', 'Seeds', 'p to best (Holm)'];
  print(render(head, lines));
  note(
    `${tiedMark} not significantly different from the best row (p > ${significanceLevel}, Holm). Runs are paired by seed and image.`,
  );
  if (tested.some(({ toBest, toBaseline }) => (toBest ?? toBaseline)?.seeds === 1)) note(oneSeedSentence);
}

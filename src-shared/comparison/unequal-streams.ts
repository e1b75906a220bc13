import type { ShiftRecord } from '../records.ts';
import { shiftText } from '../protocol.ts';
import type { ComparedRun } from './compared-run.ts';

interface Unequal {
  /** Shifts that some runs measured and others, which had them as well, did not: none of their images could be read. */
  readonly unmeasured: readonly string[];
  /** Shifts of which runs with the same seed measured different images: not the same number could be read. */
  readonly otherImages: readonly string[];
}

type Measured = ShiftRecord & { readonly summary: NonNullable<ShiftRecord['summary']> };

/** So many shifts are named; of more the rest is counted. */
const mostNamed = 4;

/** Names of shifts as part of a sentence. */
export function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return [...names.slice(0, mostNamed), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Finds shifts whose numbers come from other images although the runs are done and were asked for the same ones. */
export function unequalStreams(runs: readonly ComparedRun[]): Unequal {
  const streams = runs
    .filter(({ run }) => run.status === 'done')
    .flatMap(({ run, shifts }) =>
      shifts.flatMap(({ summary, ...shift }) =>
        summary ? [{ seed: run.config.seed, shift: { ...shift, summary } satisfies Measured }] : [],
      ),
    );
  const [unmeasured, otherImages]: [string[], string[]] = [[], []];
  for (const [name, same] of Map.groupBy(streams, ({ shift }) => shiftText(shift))) {
    const measured = same.filter(({ shift }) => shift.summary.top1 !== null);
    if (measured.length > 0 && measured.length < same.length) unmeasured.push(name);
    const perSeed = Map.groupBy(measured, ({ seed }) => seed).values();
    if ([...perSeed].some((group) => new Set(group.map(({ shift }) => shift.summary.skipped)).size > 1)) {
      otherImages.push(name);
    }
  }
  return { unmeasured, otherImages };
}

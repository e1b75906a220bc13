import { seedOf } from '../external-run.ts';
import { shiftText } from '../protocol.ts';
import type { AdaptRun } from '../records.ts';
import type { ComparedRun } from './compared-run.ts';
import type { ComparisonRow } from './rows.ts';
import { settings, unknownSettings, type Setting } from './settings.ts';
import { listed, unequalStreams } from './unequal-streams.ts';

/** Why accuracies of runs do not belong side by side; the code says which setting is to blame. */
export interface ComparisonWarning {
  readonly code: string;
  readonly message: string;
}

const differs = (values: readonly (string | null)[]): boolean =>
  new Set(values.filter((value) => value !== null)).size > 1;

/** Null where nobody has stated one of them. */
function seedsOf({ runs }: ComparisonRow): string | null {
  const seeds = runs.map(({ run }) => seedOf(run));
  return seeds.includes(null) ? null : JSON.stringify(seeds.toSorted());
}

interface Stream {
  /** Its shift in words. */
  readonly name: string;
  readonly prints: ReadonlySet<string>;
}

/** Streams of runs with the same seed, by what they are called; each has the fingerprints of its images. */
function fingerprints(runs: readonly ComparedRun[]): readonly Stream[] {
  const found = new Map<string, { name: string; prints: Set<string> }>();
  for (const { run, shifts } of runs.filter((one) => !one.run.external)) {
    for (const shift of shifts) {
      const name = shiftText(shift);
      const key = JSON.stringify([run.config.seed, name]);
      const stream = found.get(key) ?? { name, prints: new Set() };
      stream.prints.add(shift.fingerprint);
      found.set(key, stream);
    }
  }
  return [...found.values()];
}

const changed = ({ prints }: Stream): boolean => prints.size > 1;

/** Whether all rows are known to have met the same images in the same order, seed by seed. */
function sameStreams(rows: readonly ComparisonRow[], runs: readonly ComparedRun[]): boolean {
  const names = ({ run, shifts }: ComparedRun): string =>
    JSON.stringify([run.config.seed, shifts.map(({ corruption, severity }) => `${corruption}/${severity}`).sort()]);
  const perSeed = Map.groupBy(runs, ({ run }) => run.config.seed).values();
  return (
    !runs.some(({ run }) => run.external) &&
    new Set(rows.map(seedsOf)).size === 1 &&
    runs.every(({ shifts }) => shifts.length > 0) &&
    [...perSeed].every((group) => new Set(group.map(names)).size === 1) &&
    !fingerprints(runs).some(changed)
  );
}

/** Whether a setting, or what settles it, is not the same in all runs. */
function isBroken(
  { read, compare: { settledBy } }: Setting,
  runs: readonly AdaptRun[],
  streamsAreSame: boolean,
): boolean {
  if (settledBy === 'streams') return !streamsAreSame && differs(runs.map(read));
  if (settledBy === undefined) return differs(runs.map(read));
  const records = runs.map(({ provenance }) => provenance?.[settledBy] ?? null);
  return differs(records) || (records.includes(null) && differs(runs.map(read)));
}

/** Unknown settings of external results in a comparison, one warning for each row. */
function notStated(rows: readonly ComparisonRow[]): ComparisonWarning[] {
  if (rows.length < 2) return [];
  return rows.flatMap(({ label, runs }) => {
    const names = new Set(runs.flatMap(({ run }) => unknownSettings(run).map((setting) => setting.label)));
    return names.size === 0 ? [] : [{ code: 'external', message: `Not known of ${label}: ${[...names].join(', ')}.` }];
  });
}

/** Differences that make the accuracies of rows incomparable, as the schema of settings says; none for a single run. */
export function comparisonWarnings(rows: readonly ComparisonRow[]): ComparisonWarning[] {
  const compared = rows.flatMap((row) => row.runs);
  const runs = compared.map(({ run }) => run);
  const streamsAreSame = sameStreams(rows, compared);
  const broken = settings.filter((setting) =>
    // Several seeds make a spread; it is the same one where all rows have the same seeds.
    setting.key === 'seed' ? differs(rows.map(seedsOf)) : isBroken(setting, runs, streamsAreSame),
  );
  const warnings = broken.flatMap(({ key, compare: { warning } }) =>
    warning === undefined ? [] : [{ code: key, message: warning }],
  );
  // Streams that differ although no setting does: files were added or changed.
  const isExplained = broken.some(({ compare }) => compare.otherImages || compare.settledBy === 'streams');
  const others = [
    ...new Set(
      fingerprints(compared)
        .filter(changed)
        .map(({ name }) => name),
    ),
  ];
  if (!isExplained && others.length > 0) {
    const message = `The images of the dataset changed between the runs: ${listed(others)}.`;
    warnings.push({ code: 'datasetFingerprint', message });
  }
  warnings.push(...notStated(rows));
  const { unmeasured, otherImages } = unequalStreams(compared);
  if (unmeasured.length > 0) {
    const message = `Some could read no image of ${listed(unmeasured)}; their means leave that out.`;
    warnings.push({ code: 'unmeasured', message });
  }
  if (otherImages.length > 0) {
    const message = `Not the same number of images could be read of ${listed(otherImages)}.`;
    warnings.push({ code: 'skipped', message });
  }
  return [...new Map(warnings.map((warning) => [warning.message, warning])).values()];
}

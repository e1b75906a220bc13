import type { Metric } from '../metrics/metrics.ts';
import type { AdaptRun } from '../records.ts';
import { isStated, markedName } from '../external-run.ts';
import type { ComparedRun } from './compared-run.ts';
import { distinguishingSettings } from './names.ts';

/** A run of a comparison, or several that differ in their seed only. */
export interface ComparisonRow {
  /** Id of its first run. */
  readonly id: string;
  readonly label: string;
  /** In the order of their seeds. */
  readonly runs: readonly ComparedRun[];
}

/** Everything that decides the numbers of a run but its seed, the content of its files and, if so wished, its shifts. */
function keyOf({ method, config, external }: AdaptRun, anySeverity: boolean): string {
  const {
    seed: _seed,
    threads: _threads,
    checkpointEvery: _checkpointEvery,
    imageRecords: _imageRecords,
    cleanImages: _cleanImages,
    unlabelledImages: _unlabelledImages,
    shifts,
    ...rest
  } = config;
  return JSON.stringify([method, rest, anySeverity ? [] : shifts, external?.stated], (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

const seedOf = ({ run }: ComparedRun): number => run.config.seed;

/** Which files a run took, and what they were read as; undefined until it has begun. */
const filesOf = ({ run: { provenance } }: ComparedRun): string | undefined =>
  provenance ? JSON.stringify([provenance.modelHash, provenance.arithmetic, provenance.mggHash]) : undefined;

/** Runs with the same files together; those that have not begun are taken to find the files of the others. */
function bySameFiles(group: readonly ComparedRun[]): (readonly ComparedRun[])[] {
  const known = new Set(group.flatMap((one) => filesOf(one) ?? []));
  return known.size < 2 ? [group] : [...Map.groupBy(group, filesOf).values()];
}

/** Runs that differ in their seed only, together; a run that was repeated with its seed stays by itself. */
function bySeed(runs: readonly ComparedRun[], anySeverity: boolean): (readonly ComparedRun[])[] {
  const alike = [...Map.groupBy(runs, ({ run }) => keyOf(run, anySeverity)).values()].flatMap(bySameFiles);
  const identify = (one: ComparedRun): string =>
    JSON.stringify([seedOf(one), ...(anySeverity ? one.run.config.shifts : [])]);
  return alike.flatMap((group) =>
    new Set(group.map(identify)).size === group.length && group.every(({ run }) => isStated(run, 'seed'))
      ? [group.toSorted((a, b) => seedOf(a) - seedOf(b))]
      : group.map((one) => [one]),
  );
}

/** At most this many settings follow a name to distinguish it from others. */
const settingsInName = 2;

/** Common run of a group, under its name without the seed that it may end with. */
function commonRun(group: readonly ComparedRun[]): AdaptRun {
  const { run } = group[0]!;
  if (group.length === 1) return run;
  return {
    ...run,
    name: run.name.replace(new RegExp(`[,:·]? *\\(?seed ${run.config.seed}\\)?$`, 'i'), '') || run.name,
  };
}

const nameOf = (run: AdaptRun): string => markedName(run.name, run);

function labelsOf(groups: readonly (readonly ComparedRun[])[]): string[] {
  const firsts = groups.map(commonRun);
  const labels = new Map<AdaptRun, string>();
  for (const twins of Map.groupBy(firsts, nameOf).values()) {
    const words = twins.length === 1 ? [[]] : distinguishingSettings(twins, settingsInName);
    const same = Map.groupBy(words, (own) => own.join());
    twins.forEach((run, place) => {
      const own = words[place]!;
      const isAlone = same.get(own.join())!.length === 1;
      labels.set(run, [nameOf(run), ...own, ...(isAlone ? [] : [run.id])].join(', '));
    });
  }
  return firsts.map((run) => labels.get(run)!);
}

/**
 * The rows of a comparison, in the order in which their runs were given.
 * @param metric of which the numbers are to be; runs that hold severities of their own stand together for mCE
 */
export function comparisonRows(runs: readonly ComparedRun[], metric: Metric = 'top1'): ComparisonRow[] {
  const groups = bySeed(runs, metric === 'mce');
  const labels = labelsOf(groups);
  return groups.map((group, index) => ({ id: group[0]!.run.id, label: labels[index]!, runs: group }));
}

import { corruptionShortNames } from '../comparison/corruption-words.ts';
import { defaultWindow, type AccuracyWindow } from '../curves/accuracy.ts';
import { axisStarts, type Curve, type CurveAxis } from '../curves/columns.ts';
import { diagnosticNames, joinedCurve, type CurveQuantity } from '../curves/quantity.ts';
import { meanBand } from '../curves/mean-band.ts';
import type { Shift } from '../run-config.ts';
import { byShift } from '../runs/streams.ts';
import { chartWords as texts } from './words.ts';
import { placesOf } from './method-looks.ts';
import type { ChartSeries, CurveRun, CurveSettings, MultiplesPanel, ShiftBoundary, ValueFormat } from './types.ts';

/** Initial settings of a plot of runs. */
export const defaultCurveSettings: CurveSettings = {
  axis: 'images',
  quantity: 'accuracy',
  accuracy: 'cumulative',
  window: defaultWindow,
  smoothing: 0,
  seeds: 'band',
};

export const windowText = ({ size, unit }: AccuracyWindow) => texts.window[unit](size);

/** The quantity that the settings choose. */
function quantityOf({ quantity, accuracy, window }: CurveSettings): CurveQuantity {
  if (quantity !== 'accuracy') return { kind: 'diagnostic', name: quantity };
  return accuracy === 'cumulative' ? { kind: 'cumulative' } : { kind: 'windowed', window };
}

const accuracyLabel = (form: CurveSettings['accuracy'], window: AccuracyWindow): string =>
  form === 'cumulative' ? texts.accuracyAxis.cumulative : texts.accuracyAxis.windowed(windowText(window));

/** How the chosen quantity and axis are called and written. */
export function curveWords({ quantity, axis, accuracy: form, window }: CurveSettings): {
  yLabel: string;
  format: ValueFormat;
  xLabel: string;
  xFormat: ValueFormat;
} {
  const accuracy = quantity === 'accuracy';
  return {
    yLabel: accuracy ? accuracyLabel(form, window) : texts.quantity.diagnostic(quantity),
    format: accuracy ? 'percent' : 'number',
    xLabel: texts.axis[axis].long,
    xFormat: axis === 'seconds' ? 'seconds' : 'count',
  };
}

/** Diagnostics that any of the runs has. */
export function runDiagnostics(runs: readonly CurveRun[]): string[] {
  return diagnosticNames(runs.flatMap(({ shifts }) => shifts));
}

/** Runs that are drawn as one line: each by itself, or those of a group together. */
interface Bundle {
  readonly id: string;
  readonly name: string;
  readonly color: number | undefined;
  readonly runs: readonly CurveRun[];
}

function bundlesOf(runs: readonly CurveRun[], seeds: CurveSettings['seeds']): Bundle[] {
  if (seeds === 'each' && hasSeeds(runs)) return eachSeed(runs);
  const groups = Map.groupBy(runs, ({ id, group }) => (seeds === 'band' && group ? `group/${group.id}` : id));
  return [...groups].map(([id, members]) => {
    const [first] = members as [CurveRun, ...CurveRun[]];
    const together = members.length > 1 && first.group !== undefined;
    const name = together ? texts.meanName(first.group.name, members.length) : first.name;
    return { id: together ? id : first.id, name, color: first.color, runs: members };
  });
}

/** Each seed by itself, in the colour of its method, distinguished by dashes and tints. */
function eachSeed(runs: readonly CurveRun[]): Bundle[] {
  const places = placesOf(runs.map(({ method = '', group, id }) => method || (group?.id ?? id)));
  return runs.map((run, index) => {
    const color = run.method === undefined ? run.color : places[index]!;
    return { id: run.id, name: run.name, color, runs: [run] };
  });
}

/** Whether any runs differ in their seed only. */
export function hasSeeds(runs: readonly CurveRun[]): boolean {
  const groups = runs.flatMap(({ group }) => group?.id ?? []);
  return new Set(groups).size < groups.length;
}

function seriesOf(bundles: readonly Bundle[], curveOf: (run: CurveRun) => Curve): ChartSeries[] {
  return bundles.map(({ id, name, color, runs }, place) => {
    const curve = runs.length > 1 ? meanBand(runs.map(curveOf)) : curveOf(runs[0]!);
    return { id, name, color: color ?? place, ...curve };
  });
}

/** The stream that the line of some runs ends in, or will begin with: that of the run that has come least far. */
function endingOf({ runs }: Bundle): string | undefined {
  const streams = runs.map(({ shifts, planned = [] }) => {
    const met = shifts.filter(({ sizes }) => sizes.length > 0);
    return { met: met.length, last: met.at(-1) ?? planned[0], all: planned.length > 0 ? planned : met };
  });
  const { last, all } = streams.reduce((least, one) => (one.met < least.met ? one : least));
  return last && shiftName(last.corruption, last.severity, severalSeverities(all));
}

/**
 * Lines over all streams of each run in a row.
 * @param restart whether accuracies start anew with each stream
 */
export function runSeries(runs: readonly CurveRun[], settings: CurveSettings, restart: boolean): ChartSeries[] {
  const quantity = quantityOf(settings);
  const bundles = bundlesOf(runs, settings.seeds);
  // Accuracies of runs are over the same images; a diagnostic is of the run's own state, which a reset interrupts.
  const isInterrupted = ({ reset = restart }: CurveRun): boolean => (quantity.kind === 'diagnostic' ? reset : restart);
  const series = seriesOf(bundles, (run) => joinedCurve(run.shifts, quantity, settings.axis, isInterrupted(run)));
  if (runs.every(({ shifts, planned = shifts }) => planned.length < 2)) return series;
  const overAll = quantity.kind === 'cumulative' && !restart;
  return series.map((one, place) => ({ ...one, ending: overAll ? texts.allImages : endingOf(bundles[place]!) }));
}

/** Short name of a shift, e.g. `Gauss.`; the severity follows where several are met. */
export function shiftName(corruption: string, severity: number, withSeverity: boolean): string {
  const name = corruptionShortNames[corruption] ?? corruption.replaceAll('_', ' ');
  return withSeverity && severity > 0 ? `${name} ${severity}` : name;
}

export const severalSeverities = (shifts: readonly Shift[]): boolean =>
  new Set(shifts.map(({ corruption }) => corruption)).size < byShift(shifts).length;

/** Where the shifts of the runs start, if that is the same for all of them; nothing where there is one shift only. */
export function runBoundaries(runs: readonly CurveRun[], axis: CurveAxis): ShiftBoundary[] {
  const longest = runs.reduce<CurveRun['shifts']>(
    (most, { shifts }) => (shifts.length > most.length ? shifts : most),
    [],
  );
  if (longest.length < 2) return [];
  const starts = axisStarts(longest, axis);
  const agrees = (run: CurveRun) => {
    const own = axisStarts(run.shifts, axis);
    return run.shifts.every(
      ({ corruption, severity }, index) =>
        corruption === longest[index]!.corruption &&
        severity === longest[index]!.severity &&
        own[index] === starts[index],
    );
  };
  if (!runs.every(agrees)) return [];
  const withSeverity = severalSeverities(longest);
  return longest.map(({ corruption, severity }, index) => ({
    x: starts[index]!,
    label: shiftName(corruption, severity, withSeverity),
  }));
}

/**
 * A small chart per shift, in the order in which shifts are first met, each with all runs that met it; what is met again
 * follows what was met before.
 * @param planned shifts that have a chart from the start, empty at first
 */
export function runPanels(
  runs: readonly CurveRun[],
  settings: CurveSettings,
  planned: readonly { readonly corruption: string; readonly severity: number }[] = [],
): MultiplesPanel[] {
  const quantity = quantityOf(settings);
  const met = [...planned, ...runs.flatMap(({ shifts }) => shifts)];
  const keys = new Map(met.map(({ corruption, severity }) => [`${corruption}/${severity}`, { corruption, severity }]));
  const withSeverity = severalSeverities([...keys.values()]);
  const bundles = bundlesOf(runs, settings.seeds);
  return [...keys].map(([id, { corruption, severity }]) => ({
    id,
    title: shiftName(corruption, severity, withSeverity),
    series: seriesOf(bundles, ({ shifts }) => {
      const visits = shifts.filter((one) => one.corruption === corruption && one.severity === severity);
      return joinedCurve(visits, quantity, settings.axis, true);
    }),
  }));
}

/**
 * Several diagnostics of one run as lines, e.g. a loss and its parts.
 * @param names of the diagnostics
 * @param restart whether the method is reset between streams: the lines are interrupted there
 */
export function partSeries(run: CurveRun, names: readonly string[], axis: CurveAxis, restart: boolean): ChartSeries[] {
  return names.map((name, color) => ({
    ...{ id: name, name: texts.quantity.diagnostic(name), color },
    ...joinedCurve(run.shifts, { kind: 'diagnostic', name }, axis, restart),
  }));
}

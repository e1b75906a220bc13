import { valueText } from '../format.ts';
import type { HeatAxis, HeatScale } from '../types.ts';
import type { PlannedAxis } from './line-plan.ts';
import { mixed, type Palette } from './palette.ts';

/** Neighbours of one colour in a row, both ends included. */
interface HeatRun {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Everything that is drawn of a heat map. Cells have their middles at whole numbers, from 0. */
export interface HeatPlan {
  readonly x: PlannedAxis;
  readonly y: PlannedAxis;
  readonly cells: readonly { readonly color: string; readonly runs: readonly HeatRun[] }[];
  /** Colours from the lowest to the highest value, and what the ends are. */
  readonly scale: { readonly colors: readonly string[]; readonly low: string; readonly high: string };
  /** The numbers themselves, from the lowest row up, and the ends of the colours. */
  readonly numbers: {
    readonly rows: readonly (readonly (number | null)[])[];
    readonly low: number;
    readonly high: number;
    readonly logarithmic: boolean;
  };
}

/** Few enough that the borders between them are seen as lines of equal value. */
const levels = 24;

/** Colours of a palette: from the surface to its first colour, or from its second over the surface to its first. */
function colorsOf({ series, surface }: Palette, diverging: boolean): string[] {
  return Array.from({ length: levels }, (_, i) => {
    const at = i / (levels - 1);
    if (!diverging) return mixed(series[0]!, surface, 0.04 + 0.96 * at);
    return at < 0.5 ? mixed(series[1]!, surface, 1 - 2 * at) : mixed(series[0]!, surface, 2 * at - 1);
  });
}

/** Ends of the colours: symmetric about 0 where they diverge. */
export function heatRange(rows: readonly (readonly (number | null)[])[], { kind, bound }: HeatScale): [number, number] {
  if (bound !== undefined) return kind === 'diverging' ? [-bound, bound] : [0, bound];
  const values = rows.flat().filter((value) => value !== null && (kind !== 'logarithmic' || value > 0)) as number[];
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (values.length === 0) return [0, 1];
  if (kind !== 'diverging') return high > low ? [low, high] : [low, low + (Math.abs(low) || 1)];
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return [-most, most];
}

function axisOf({ label, names, marks = names, step }: HeatAxis, most: number): PlannedAxis {
  const every = step ?? Math.max(1, Math.ceil(names.length / most));
  const ticks = names.flatMap((_, i) => (i % every === 0 ? [i] : []));
  const texts = ticks.map((i) => marks[i]!);
  return { label, min: -0.5, max: names.length - 0.5, ticks, texts, format: 'number' };
}

/** Decides everything about a drawing of a heat map. @param rows values from the lowest row up, null for none */
export function planHeat(input: {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly x: HeatAxis;
  readonly y: HeatAxis;
  readonly scale: HeatScale;
  readonly palette: Palette;
  /** Most marks along each axis. */
  readonly ticks: readonly [number, number];
}): HeatPlan {
  const { rows, scale, palette } = input;
  const [low, high] = heatRange(rows, scale);
  const colors = colorsOf(palette, scale.kind === 'diverging');
  const logarithmic = scale.kind === 'logarithmic';
  const place = (value: number): number =>
    logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const levelOf = (value: number | null | undefined): number => {
    if (value === null || value === undefined || (logarithmic && value <= 0)) return -1;
    return Math.min(levels - 1, Math.max(0, Math.floor(place(value) * levels)));
  };
  const runs = colors.map((): HeatRun[] => []);
  rows.forEach((values, row) => {
    let from = 0;
    for (let i = 1; i <= values.length; i++) {
      const level = levelOf(values[from]);
      if (i < values.length && levelOf(values[i]) === level) continue;
      if (level >= 0) runs[level]!.push({ row, from, to: i - 1 });
      from = i;
    }
  });
  return {
    x: axisOf(input.x, input.ticks[0]),
    y: axisOf(input.y, input.ticks[1]),
    cells: colors.map((each, i) => ({ color: each, runs: runs[i]! })).filter((cell) => cell.runs.length > 0),
    scale: { colors, low: valueText(low, 'number'), high: valueText(high, 'number') },
    numbers: { rows, low, high, logarithmic },
  };
}

import { ticksWithin } from '../../curves/ticks.ts';
import { formatCompact } from '../../format.ts';
import { tickTexts } from '../format.ts';
import type { ValueFormat } from '../types.ts';
import { yAxisOf } from './line-plan.ts';

/** Value along an axis of settings. */
export type AxisValue = number | string | boolean | null;

/** An axis of numbers, of their logarithms, or of one place per value. */
export interface ValueAxis {
  readonly label: string;
  readonly kind: 'linear' | 'log' | 'places';
  /** Where a value lies between the ends, 0 to 1. */
  readonly place: (value: AxisValue) => number;
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

const isNumber = (value: AxisValue): value is number => typeof value === 'number';
/** From here on apart, values are read on a logarithmic axis. */
const wide = 10;

export function axisText(value: AxisValue): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return isNumber(value) ? formatCompact(value, 3) : value;
}

const distinctOf = (values: readonly AxisValue[]): AxisValue[] => {
  const all = [...new Set(values)];
  return all.every(isNumber) ? all.toSorted((a, b) => a - b) : all;
};

function scaled(label: string, kind: 'linear' | 'log', values: readonly number[], count: number): ValueAxis {
  const to = kind === 'log' ? Math.log10 : (value: number) => value;
  const from = kind === 'log' ? (value: number) => 10 ** value : (value: number) => value;
  const [low, high] = [to(Math.min(...values)), to(Math.max(...values))];
  const span = high - low || 1;
  const place = (value: AxisValue): number => (to(Number(value)) - low) / span;
  // The values themselves, where there are few; on a logarithmic axis else powers of ten.
  const steps = kind === 'log' ? Math.max(1, Math.ceil(span / count)) : 1;
  const marks =
    values.length <= count
      ? values
      : kind === 'log'
        ? Array.from({ length: Math.floor(span / steps) + 2 }, (_, i) => from(Math.ceil(low) + i * steps))
        : ticksWithin(low, high, count).ticks;
  const ticks = marks.map((value) => ({ place: place(value), text: axisText(value) }));
  return { label, kind, place, ticks: ticks.filter((tick) => tick.place >= -1e-9 && tick.place <= 1 + 1e-9) };
}

/** The axis of a metric, as line charts have it. @param values that it is to hold @param kind `places`: its ends are marks */
export function metricAxis(
  label: string,
  values: readonly number[],
  { format, count, kind }: { readonly format: ValueFormat; readonly count: number; readonly kind: 'linear' | 'places' },
): ValueAxis {
  const range = values.length === 0 ? undefined : { low: Math.min(...values), high: Math.max(...values) };
  const { min, max, ticks } = yAxisOf(range, [], format, count);
  const texts = tickTexts(ticks, format);
  const place = (value: AxisValue): number => (Number(value) - min) / (max - min);
  return { label, kind, place, ticks: ticks.map((value, index) => ({ place: place(value), text: texts[index]! })) };
}

/** One place per value, in their order, each in the middle of its part. */
function places(label: string, values: readonly AxisValue[], count: number): ValueAxis {
  const place = (value: AxisValue): number => (values.indexOf(value) + 0.5) / values.length;
  const every = Math.ceil(values.length / count);
  const ticks = values.map((value) => ({ place: place(value), text: axisText(value) }));
  return { label, kind: 'places', place, ticks: ticks.filter((_, index) => index % every === 0) };
}

/**
 * The axis of a setting.
 * @param values those that there are @param count marks at most @param isLog whether they were drawn at equal factors
 */
export function valueAxis(label: string, values: readonly AxisValue[], count: number, isLog = false): ValueAxis {
  const distinct = distinctOf(values);
  const numbers = distinct.filter(isNumber);
  if (numbers.length < distinct.length || numbers.length < 2) return places(label, distinct, count);
  const [low, high] = [numbers[0]!, numbers.at(-1)!];
  return scaled(label, low > 0 && (isLog || high / low >= wide) ? 'log' : 'linear', numbers, count);
}

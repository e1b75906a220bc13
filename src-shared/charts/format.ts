import { formatCompact, formatNumber, formatPercent, formatPoints, formatShare } from '../format.ts';
import type { ValueFormat } from './types.ts';

/** A value as it is read off a chart, with its unit. */
export function valueText(value: number, format: ValueFormat): string {
  switch (format) {
    case 'percent':
      return formatPercent(value, 2);
    case 'points':
      return formatPoints(value, 2);
    case 'count':
      return formatNumber(value);
    case 'seconds':
      return `${formatNumber(value, value < 10 ? 2 : 1)}\u202fs`;
    case 'number':
      return formatCompact(value);
  }
}

/** A value with its spread. */
export function spreadText(value: number, std: number | undefined, format: ValueFormat): string {
  if (std === undefined) return valueText(value, format);
  if (format === 'percent') return `${formatShare(value, 2)} ± ${formatPercent(std, 2)}`;
  return `${valueText(value, format)} ± ${valueText(std, format)}`;
}

/** Factor of values at an axis. */
export const writtenFactor = (format: ValueFormat): number => (format === 'percent' || format === 'points' ? 100 : 1);

/** Labels of the marks of an axis: percent without its sign, and as many decimals as their distance needs. */
export function tickTexts(ticks: readonly number[], format: ValueFormat): string[] {
  const factor = writtenFactor(format);
  const step = ticks.length > 1 ? factor * (ticks[1]! - ticks[0]!) : 1;
  const largest = Math.max(...ticks.map((tick) => Math.abs(tick * factor)));
  if (step < 1e-4 || largest >= 1e7) return ticks.map((tick) => formatCompact(tick * factor));
  const digits = [0, 1, 2, 3, 4, 5].find((count) => Math.abs(step - Number(step.toFixed(count))) < step * 1e-6) ?? 6;
  return ticks.map((tick) => formatNumber(tick * factor, digits));
}

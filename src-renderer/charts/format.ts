import type { ValueFormat } from './types.ts';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, useGrouping: 'min2' });
const tiny = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'scientific' });

function numberText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? tiny.format(value).toLowerCase() : plain.format(value);
}

/** A value as it is read off a chart, with its unit. */
export function valueText(value: number, format: ValueFormat): string {
  switch (format) {
    case 'percent':
      return `${(100 * value).toFixed(2)}%`;
    case 'count':
      return grouped.format(value);
    case 'seconds':
      return `${value.toFixed(value < 10 ? 2 : 1)} s`;
    case 'number':
      return numberText(value);
  }
}

/** A value with its spread. */
export function spreadText(value: number, std: number | undefined, format: ValueFormat): string {
  if (std === undefined) return valueText(value, format);
  if (format === 'percent') return `${(100 * value).toFixed(2)} ± ${(100 * std).toFixed(2)}%`;
  return `${valueText(value, format)} ± ${valueText(std, format)}`;
}

/** Labels of the marks of an axis: percent without its sign, and as many decimals as their distance needs. */
export function tickTexts(ticks: readonly number[], format: ValueFormat): string[] {
  const factor = format === 'percent' ? 100 : 1;
  const step = ticks.length > 1 ? factor * (ticks[1]! - ticks[0]!) : 1;
  const largest = Math.max(...ticks.map((tick) => Math.abs(tick * factor)));
  if (format === 'number' && (step < 1e-4 || largest >= 1e7))
    return ticks.map((tick) => (tick ? numberText(tick) : '0'));
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
  const exact = Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6 ? digits + 1 : digits;
  const texts = new Intl.NumberFormat('en', { minimumFractionDigits: exact, maximumFractionDigits: exact });
  return ticks.map((tick) => texts.format(tick * factor).replace('-', '−'));
}

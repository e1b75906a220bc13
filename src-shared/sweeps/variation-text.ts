import type { TrialValue, Variation } from './sweep.ts';

const rangePattern = /^(.+?)\.\.(.+?)(?::(\d+))?(?::(log|linear))?$/;

/** A value as it is written: numbers, true, false and none as such. */
export function valueOf(text: string): TrialValue {
  const words: Readonly<Record<string, TrialValue>> = { true: true, false: false, none: null };
  if (text in words) return words[text]!;
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : text;
}

export const valueText = (value: TrialValue): string => (value === null ? 'none' : String(value));

/**
 * Values that a setting is tried at, as people write them: `0.01, 0.1` is a list, `1e-4..1e-1:7:log` a range of which a
 * grid takes seven values at equal factors. Undefined where it is neither.
 */
export function parseVariation(text: string): Variation | undefined {
  const [, from, to, steps, scale] = rangePattern.exec(text.trim()) ?? [];
  if (from !== undefined && to !== undefined) {
    const [low, high] = [Number(from), Number(to)];
    if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
    const count = steps === undefined ? 5 : Number(steps);
    if (count < 2 || count > 200) return undefined;
    return { from: low, to: high, steps: count, scale: scale === 'log' ? 'log' : 'linear' };
  }
  const values = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return values.length === 0 ? undefined : { values: [...new Set(values.map(valueOf))] };
}

/** The text that `parseVariation` reads as this. */
export function variationText(variation: Variation): string {
  if ('values' in variation) return variation.values.map(valueText).join(', ');
  const { from, to, steps, scale } = variation;
  return `${from}..${to}:${steps}${scale === 'log' ? ':log' : ''}`;
}

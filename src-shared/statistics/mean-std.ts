/** Mean and spread of repeated measurements. */
export interface MeanStd {
  readonly mean: number;
  /** Standard deviation of the sample (divided by n − 1); 0 for a single value. */
  readonly std: number;
}

/** NaN without values. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and sample standard deviation; undefined without values. */
export function meanStd(values: readonly number[]): MeanStd | undefined {
  if (values.length === 0) return undefined;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, std: values.length === 1 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** The same for a table that shows no deviation of a single value, and nothing where there is none. */
export function meanStdOrNull(values: readonly number[]): { mean: number | null; std: number | null } {
  const known = meanStd(values);
  return { mean: known?.mean ?? null, std: known && values.length > 1 ? known.std : null };
}

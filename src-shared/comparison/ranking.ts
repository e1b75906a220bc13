export type Rank = 'best' | 'second' | undefined;

/**
 * Best and second best of the values of a column, as papers mark them. Values that print alike rank alike, so nothing
 * is marked better than its neighbour with the same digits. A column with one value has no best.
 * @param decimals how many are printed
 */
export function rankColumn(values: readonly (number | null)[], higherIsBetter: boolean, decimals: number): Rank[] {
  const printed = values.map((value) => (value === null ? null : Number(value.toFixed(decimals))));
  const known = [...new Set(printed.filter((value) => value !== null))].sort((a, b) =>
    higherIsBetter ? b - a : a - b,
  );
  const [best, second] = known;
  const ranked = printed.filter((value) => value !== null).length > 1;
  return printed.map((value) => {
    if (!ranked || value === null) return undefined;
    if (value === best) return 'best';
    return value === second ? 'second' : undefined;
  });
}

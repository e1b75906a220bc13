/** p-values of several comparisons, adjusted by Holm's step-down procedure: reject where one is below the level. */
export function holm(ps: readonly number[]): number[] {
  const order = Array.from(ps.keys()).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, (ps.length - place) * ps[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}

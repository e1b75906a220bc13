/**
 * Each method has its colour wherever it is drawn; further lines of one method (seeds, settings) have the same colour,
 * lighter and dashed. A place in the palette says both: see `styleOf`.
 */

/** Colours of the palette. */
export const colorCount = 12;

/** Baseline grey, the paper's method first of the others; two that have no colour of their own are dashed from the start. */
const places: Readonly<Record<string, number>> = {
  ...{ noadapt: 9, mgtta: 0, tent: 1, cotta: 2, eata: 3, sar: 4, deyo: 5, foa: 6, lame: 7, t3a: 8 },
  ...{ foa_sgd: 10, mgtta_lstm: 11, foa_adam: 6 + colorCount },
  ...{
    spa: 7 + colorCount,
    recap: 5 + colorCount,
    roid: 2 + colorCount,
    cmf: 4 + colorCount,
    zerosiam: 1 + colorCount,
    rdumb: 3 + colorCount,
  },
  ...{ foa_i_v1: 10 + colorCount, foa_i_v2: 8 + colorCount, neo: 11 + colorCount, bn_adapt: 9 + colorCount },
  // Pre-trainings: what they make is MGTTA's.
  mgg: 0,
};

/** The place of a method in the palette; of one that is not known, by its name. */
export function methodPlace(method: string): number {
  const known = Object.hasOwn(places, method) ? places[method] : undefined;
  return known ?? Array.from(method).reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % colorCount, 0);
}

/** Places for lines drawn together: each the colour of its method, and no two the same look. */
export function placesOf(methods: readonly string[]): number[] {
  const taken = new Set<number>();
  return methods.map((method) => {
    let place = methodPlace(method);
    while (taken.has(place)) place += colorCount;
    taken.add(place);
    return place;
  });
}

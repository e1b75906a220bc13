/** Diagnostics that are drawn together, as parts of one sum or quantities of one scale. */
const together = [['loss', 'entropy', 'discrepancy']];

/** Names of diagnostics as they share charts: a loss with its parts, then each other one by itself. */
export function diagnosticGroups(names: readonly string[]): string[][] {
  const groups = together
    .map((group) => group.filter((name) => names.includes(name)))
    .filter(({ length }) => length > 0);
  const grouped = new Set(groups.flat());
  return [...groups, ...names.filter((name) => !grouped.has(name)).map((name) => [name])];
}

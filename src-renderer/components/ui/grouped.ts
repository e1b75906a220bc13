/** Things in their groups, groups in the order in which they first appear; those without one stand under ''. */
export function grouped<Thing extends { group?: string | undefined }>(
  things: readonly Thing[],
): readonly (readonly [string, readonly Thing[]])[] {
  return [...Map.groupBy(things, ({ group }) => group ?? '')];
}

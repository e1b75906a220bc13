/**
 * The queue with one run at another place, counted from 0; places beyond the ends are the ends.
 * @returns the ids in their new order, and the one that the run stands before; null when it is last
 */
export function moveInQueue(
  order: readonly string[],
  id: string,
  to: number,
): { readonly order: readonly string[]; readonly before: string | null } {
  const others = order.filter((other) => other !== id);
  const place = Math.max(0, Math.min(others.length, to));
  return { order: others.toSpliced(place, 0, id), before: others[place] ?? null };
}

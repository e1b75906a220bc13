function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON whose keys are sorted at every level, so that equal values give equal text; −0 is 0. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortKeys);
}

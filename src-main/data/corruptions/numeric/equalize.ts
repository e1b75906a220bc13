const levels = 256;

/** Stretches the levels so that they are evenly populated (histogram equalisation); the darkest level present becomes 0. */
export function equalizeHistogram(bytes: Uint8Array): Uint8Array {
  const counts = new Uint32Array(levels);
  for (const level of bytes) counts[level]!++;
  const darkest = counts.findIndex((count) => count > 0);
  const others = bytes.length - (counts[darkest] ?? 0);
  if (others === 0) return bytes.slice();
  const mapping = new Uint8Array(levels);
  let sum = 0;
  for (let level = darkest + 1; level < levels; level++) {
    sum += counts[level]!;
    mapping[level] = Math.round((sum * (levels - 1)) / others);
  }
  return bytes.map((level) => mapping[level]!);
}

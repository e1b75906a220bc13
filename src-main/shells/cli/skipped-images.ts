import type { SkippedImage } from '../../../src-shared/records.ts';

/** Images named in a sentence; the rest is counted. */
const imagesTold = 3;

/** One line per image that a run left out, whatever number of shifts it occurs in. */
export function skippedLines(skipped: readonly SkippedImage[]): string[] {
  return [...new Set(skipped.map(({ path, reason }) => `${path} ${reason}`))];
}

/** `4 images could not be read and were left out: a.jpg is empty, … and 1 more.` Undefined where all could be read. */
export function skippedText(skipped: readonly SkippedImage[]): string | undefined {
  const lines = skippedLines(skipped);
  if (lines.length === 0) return undefined;
  const amount =
    lines.length === 1 ? '1 image could not be read and was' : `${lines.length} images could not be read and were`;
  const more = lines.length > imagesTold ? ` and ${lines.length - imagesTold} more` : '';
  return `${amount} left out: ${lines.slice(0, imagesTold).join(', ')}${more}.`;
}

import { corruptionNames, severities } from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { amount, tell, type Finding } from './findings.ts';

/** What is noteworthy about the shifts that a folder of corrupted images holds, and which of the paper's it lacks. */
export function storedFindings(stored: readonly Shift[]): Finding[] {
  const corruptions = new Set(stored.map(({ corruption }) => corruption));
  const names = new Set(stored.map(({ corruption, severity }) => `${corruption}/${severity}`));
  const missing = corruptionNames.flatMap((corruption) =>
    corruptions.has(corruption)
      ? severities.map((severity) => `${corruption}/${severity}`).filter((name) => !names.has(name))
      : [corruption],
  );
  const has = `${amount(corruptions.size, 'corruption')}, ${amount(stored.length, 'folder')} of images`;
  const info: Finding = {
    level: 'info',
    message: `The images are corrupted already, as those of ImageNet-C: ${has}. Counts are those of ${[...names][0]!}.`,
  };
  if (missing.length === 0) return [info];
  const message = `Some of the paper's corruptions are missing: ${tell(missing)}.`;
  return [{ level: 'warning', message, hint: 'Experiments can use those that are there.' }, info];
}

import { LabError } from '../../src-shared/errors.ts';
import type { RunFacts } from './messages.ts';

const words: Partial<Record<keyof RunFacts, string>> = {
  modelHash: 'The source model',
  arithmetic: 'What the source model computes',
  mggHash: 'The meta gradient generator',
  datasetFingerprint: 'The images',
  preprocessing: 'The preprocessing',
  engine: 'The engine',
};

/**
 * Makes sure that a run goes on with what it began with; otherwise its numbers would belong to no configuration.
 * @throws LabError `bad-input` naming what changed
 */
export function checkFacts(now: RunFacts, before: RunFacts | undefined): void {
  if (!before) return;
  // Older versions recorded less.
  const changed = (Object.keys(words) as (keyof RunFacts)[]).find(
    (fact) => before[fact] !== undefined && now[fact] !== before[fact],
  );
  if (changed === undefined) return;
  throw new LabError(
    'bad-input',
    `${words[changed]!} changed since this run was interrupted.`,
    'Restore the original, or start a new run.',
  );
}

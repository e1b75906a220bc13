import type { Lab } from '../../app/lab.ts';
import type { ReadingFlags } from './common-options.ts';

/**
 * Where `--model` is the id or name of a source model that was added, its file, and what was said of it where the flags say
 * nothing else. A file stands for itself, so that a command line repeats what it did once.
 */
export function withRegistered<Flags extends ReadingFlags & { readonly model?: string }>(
  lab: Pick<Lab, 'models'>,
  flags: Flags,
): Flags {
  const known = flags.model === undefined ? undefined : lab.models.find(flags.model);
  if (!known || known.model === flags.model) return flags;
  return { ...known.reading, ...flags, model: known.model };
}

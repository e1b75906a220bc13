import type { LabClient } from '../../../src-shared/api/contract.ts';
import type { ReadingFlags } from './common-options.ts';

/**
 * Where `--model` is the id or name of a source model that was added, its file, and the answers given about it where the flags give
 * nothing else. A file stands for itself, so that a command line repeats what it did once.
 */
export async function withRegistered<Flags extends ReadingFlags & { readonly model?: string }>(
  api: LabClient,
  flags: Flags,
): Promise<Flags> {
  const known = flags.model === undefined ? null : await api.findModel({ which: flags.model });
  if (!known || known.model === flags.model) return flags;
  return { ...known.reading, ...flags, model: known.model };
}

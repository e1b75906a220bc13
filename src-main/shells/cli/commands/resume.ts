import { follow } from '../follow.ts';
import { showOutcome } from '../outcome.ts';
import { print } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

/** Resumes the runs named, or all that were interrupted or never began. */
export function resumeCommand(ids: readonly string[], flags: CommonOptions): Promise<void> {
  return withLab(flags, async (lab) => {
    const chosen = ids.length > 0 ? ids : lab.resumable().map(({ id }) => id);
    if (chosen.length === 0) {
      print(flags.json ? '[]' : 'There is nothing to resume.');
      return;
    }
    showOutcome(
      lab,
      await follow(
        lab,
        chosen.map((id) => lab.resumeRun(id)),
      ),
      flags,
    );
  });
}

import path from 'node:path';
import { LabError } from '../../../src-shared/errors.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import type { StartCompute } from '../../../src-main/jobs/compute-host.ts';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';

/** A compute process that can't compute: every job fails at once, in a sentence. */
const startIdle: StartCompute = (_entry, _arguments, { onMessage, onEnd }) => ({
  pid: undefined,
  send(command) {
    if (command.type === 'start') {
      const error = { code: 'engine-unavailable', message: 'Nothing computes here.' };
      queueMicrotask(() => onMessage({ type: 'failed', jobId: command.jobId, error }));
    } else if (command.type === 'shutdown') queueMicrotask(() => onEnd('exit code 0'));
  },
  kill: () => onEnd('signal SIGKILL'),
});

/** Faults of the lab's own, of which no client may cause any. */
export class Faults {
  private readonly found: LabError[] = [];

  readonly report = (doing: string, cause: unknown): void => {
    this.found.push(new LabError('internal', `${doing} failed`, undefined, cause));
  };

  /** @throws the first fault since the last time */
  check(): void {
    const [first] = this.found.splice(0);
    if (first !== undefined) throw first;
  }
}

/** A lab in its own folder that computes nothing, and may read other folders only. */
export function idleLab(folder: string, roots: readonly string[]): Lab {
  return openLab({ roots, dataDir: path.join(folder, 'data'), compute: new ComputeClient({ start: startIdle }) });
}

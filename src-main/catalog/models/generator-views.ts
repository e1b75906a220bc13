import type { GeneratorView } from '../../../src-shared/generator/view.ts';
import type { MemorySample } from '../../../src-shared/gradient-records.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { Job } from '../../jobs/messages.ts';

type OpenedView = Omit<GeneratorView, 'name'>;

/** Lays generators open, each in a compute process of its own, so that a run under way is left alone. */
export class GeneratorViews {
  private readonly process: () => Pick<ComputeClient, 'start' | 'kill'>;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param process makes a compute process for one generator */
  constructor(process: () => Pick<ComputeClient, 'start' | 'kill'>) {
    this.process = process;
  }

  /** One after the other. @throws LabError `not-found`, `bad-checkpoint`, `bad-input` */
  open(mgg: string, memories: readonly MemorySample[]): Promise<OpenedView> {
    const opened = this.turn.then(() => this.perform(mgg, memories));
    this.turn = opened.catch(() => undefined);
    return opened;
  }

  private async perform(mgg: string, memories: readonly MemorySample[]): Promise<OpenedView> {
    const client = this.process();
    try {
      const job: Job = { kind: 'open-generator', mgg, memories: [...memories] };
      const result = await client.start(job, () => undefined).result;
      if (result.kind === 'open-generator') return result.view;
      throw new LabError('internal', 'The compute process mistook its job.');
    } finally {
      client.kill();
    }
  }
}

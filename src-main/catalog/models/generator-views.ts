import type { GeneratorView } from '../../../src-shared/generator/view.ts';
import type { MemorySample } from '../../../src-shared/gradient-records.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { performAlone } from '../../jobs/perform-alone.ts';
import { checkpointStamp } from '../../models/neighbours.ts';
import { mggFile } from '../../platform/package-root.ts';

type OpenedView = Omit<GeneratorView, 'name'>;

const mostKept = 20;

/** Lays generators open, each in a compute process of its own, so that a run under way is left alone. */
export class GeneratorViews {
  private readonly process: () => Pick<ComputeClient, 'start' | 'kill'>;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly opened = new Map<string, Promise<OpenedView>>();

  /** @param process makes a compute process for one generator */
  constructor(process: () => Pick<ComputeClient, 'start' | 'kill'>) {
    this.process = process;
  }

  /** One after the other. @throws LabError `not-found`, `bad-checkpoint`, `bad-input` */
  open(mgg: string, memories: readonly MemorySample[]): Promise<OpenedView> {
    const key = JSON.stringify([mgg, checkpointStamp(mggFile(mgg)), memories]);
    const known = this.opened.get(key);
    if (known) return known;
    const opened = this.turn.then(() => this.perform(mgg, memories));
    this.opened.set(key, opened);
    if (this.opened.size > mostKept) this.opened.delete(this.opened.keys().next().value!);
    // What failed is tried again when it is asked for again.
    this.turn = opened.catch(() => this.opened.delete(key));
    return opened;
  }

  private async perform(mgg: string, memories: readonly MemorySample[]): Promise<OpenedView> {
    const { view } = await performAlone(this.process(), { kind: 'open-generator', mgg, memories: [...memories] });
    return view;
  }
}

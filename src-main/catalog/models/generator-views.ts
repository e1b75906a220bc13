import type { GeneratorView } from '../../../src-shared/generator/view.ts';
import type { MemorySample } from '../../../src-shared/gradient-records.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import { performAlone } from '../../jobs/perform-alone.ts';
import { checkpointStamp } from '../../models/neighbours.ts';
import { mggFile } from '../../platform/package-root.ts';
import { SharedWork } from '../../platform/shared-work.ts';

type OpenedView = Omit<GeneratorView, 'name'>;

const mostKept = 20;

/** Lays generators open, each in a compute process of its own, so that a run under way is left alone. */
export class GeneratorViews {
  private readonly process: () => Pick<ComputeClient, 'start' | 'kill'>;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly opened = new Map<string, OpenedView>();
  private readonly openings = new SharedWork<OpenedView>();

  /** @param process makes a compute process for one generator */
  constructor(process: () => Pick<ComputeClient, 'start' | 'kill'>) {
    this.process = process;
  }

  /**
   * One after the other. @param signal aborted when the result is no longer needed
   * @throws LabError `not-found`, `bad-checkpoint`, `bad-input`
   */
  async open(mgg: string, memories: readonly MemorySample[], signal?: AbortSignal): Promise<OpenedView> {
    const key = JSON.stringify([mgg, checkpointStamp(mggFile(mgg)), memories]);
    const known = this.opened.get(key);
    if (known) return known;
    const open = (dropped: AbortSignal): Promise<OpenedView> => {
      const opened = this.turn.then(() => this.perform(mgg, memories, dropped));
      this.turn = opened.catch(() => undefined);
      return opened;
    };
    const view = await this.openings.ask(key, open, signal);
    this.opened.set(key, view);
    if (this.opened.size > mostKept) this.opened.delete(this.opened.keys().next().value!);
    return view;
  }

  private async perform(mgg: string, memories: readonly MemorySample[], signal: AbortSignal): Promise<OpenedView> {
    signal.throwIfAborted();
    const process = this.process();
    const stop = (): void => process.kill();
    signal.addEventListener('abort', stop);
    const { view } = await performAlone(process, { kind: 'open-generator', mgg, memories: [...memories] }).finally(() =>
      signal.removeEventListener('abort', stop),
    );
    return view;
  }
}

import type { EngineId, EngineSetup, ProvisionProgress, SetupUnderWay } from '../../../src-shared/engines.ts';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import { removeFolders } from '../../engines/provision/provide-parts.ts';
import { requirePlatform } from '../../engines/provision/provision.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { Job, JobResult } from '../../jobs/messages.ts';
import type { EventHub } from '../../platform/event-hub.ts';
import type { EngineChooser } from './engine-chooser.ts';

const engineOf: Readonly<Record<EngineSetup, EngineId>> = { cuda: 'onnx-cuda', tensorflow: 'tensorflow' };

interface Parts {
  readonly compute: ComputeClient;
  readonly hub: EventHub;
  readonly chooser: EngineChooser;
}

const cancelled = (): LabError => new LabError('cancelled', 'The set-up was stopped; nothing of it was kept.');

/** Fetches what an engine lacks, tries it, and goes back to how things were where it doesn't work. One at a time. */
export class EngineSetups {
  private current: { readonly state: SetupUnderWay; readonly stop: () => void } | undefined;
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  get underWay(): SetupUnderWay | null {
    return this.current?.state ?? null;
  }

  /** Ends the set-up under way; nothing of it stays. */
  stop(): void {
    this.current?.stop();
  }

  /**
   * @param from where the archives are in place of their publishers
   * @throws LabError saying what went wrong; everything is as it was before then
   */
  async run(setup: EngineSetup, from = process.env['MGTTA_ENGINES_FROM']): Promise<void> {
    if (this.current) throw new LabError('bad-input', 'An engine is being set up.', 'Wait until it is done.');
    requirePlatform(setup);
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    const report = (progress: ProvisionProgress): void => {
      this.current = { state: { setup, ...progress }, stop };
      this.parts.hub.publish('engineSetup', this.current.state);
    };
    const { hub, chooser } = this.parts;
    report({ text: 'Starting', doneBytes: 0, totalBytes: 0 });
    let added: readonly string[] = [];
    try {
      const hasGpu = await chooser.hasNvidia();
      const fetching: Job = { kind: 'provision', setup, hasGpu, ...(from === undefined ? {} : { from }) };
      const fetched = await this.perform(fetching, stopping.signal, report);
      if (fetched.kind === 'provision') ({ added } = fetched);
      report({ text: `Trying ${engineOf[setup]}`, doneBytes: 0, totalBytes: 0 });
      await this.tryOut(engineOf[setup], added, stopping.signal);
      this.parts.compute.renew();
    } catch (error) {
      removeFolders(added);
      throw stopping.signal.aborted ? cancelled() : error;
    } finally {
      this.current = undefined;
      await chooser.lookAgain();
      hub.publish('engineSetup', null);
      hub.publish('changed', { what: 'engines' });
    }
  }

  /** Tests the engine in a separate process, which finds the new files. */
  private async tryOut(engine: EngineId, added: readonly string[], signal: AbortSignal): Promise<void> {
    const work = { model: 'quickstart', threads: 0, batchSize: 8, seconds: 0.2 } as const;
    try {
      signal.throwIfAborted();
      await this.perform({ kind: 'benchmark', engine, ...work }, signal);
      signal.throwIfAborted();
    } catch (error) {
      const { message, hint } = toLabError(error);
      const what =
        added.length > 0 ? 'was fetched, does not work here, and was removed again' : 'is there, but does not work';
      throw new LabError('engine-unavailable', `${engine} ${what}: ${message}`, hint, error);
    }
  }

  private async perform(
    job: Job,
    signal: AbortSignal,
    onProgress: (progress: ProvisionProgress) => void = () => undefined,
  ): Promise<JobResult> {
    const client = this.parts.compute.sibling();
    const handle = client.start(job, (event) => {
      if (event.type !== 'provisioning') return;
      const { type: _type, ...progress } = event;
      onProgress(progress);
    });
    const stop = (): void => handle.control('stop');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      return await handle.result;
    } finally {
      signal.removeEventListener('abort', stop);
      await client.close();
    }
  }
}

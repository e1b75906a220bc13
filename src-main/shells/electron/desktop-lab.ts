import path from 'node:path';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import { settingsSchema, type Settings } from '../../../src-shared/api/lab.ts';
import { ComputeClient } from '../../jobs/compute-client.ts';
import type { StartCompute } from '../../jobs/compute-host.ts';
import { startReaderWith } from '../../jobs/reader/foreign-files.ts';
import { openLab, type Lab } from '../../app/open-lab.ts';
import { Ending } from '../end-gently.ts';
import { faultReport, type FaultReport } from '../last-handler.ts';
import { WireServer } from '../wire/wire-server.ts';

/** The lab as the desktop shell uses it: beside the windows' calls, what menu, tray and closing ask for. */
export class DesktopLab {
  readonly lab: Lab;
  readonly wire: WireServer;
  /** Takes faults of the lab's own. */
  readonly report: FaultReport;
  private readonly api: LabApi;
  private readonly end: Ending;
  private current: Settings = settingsSchema.parse({});
  private isEnding = false;

  /** @param methods folders of the user's own methods beside that in the data folder */
  constructor(dataDir: string, start: StartCompute<object>, methods: readonly string[] = []) {
    const compute = new ComputeClient({ cacheFolder: path.join(dataDir, 'cache'), start });
    startReaderWith(start);
    this.lab = openLab({ dataDir, compute, methods });
    this.lab.attend();
    const { api, log, hub } = this.lab;
    this.api = api;
    this.report = faultReport(log, hub);
    this.wire = new WireServer(api, hub, { report: (call, error) => log.error(call, error) });
    this.end = new Ending(this.lab);
  }

  get settings(): Settings {
    return this.current;
  }

  /** Whether a run is under way. */
  get busy(): boolean {
    return this.lab.isBusy();
  }

  get ending(): boolean {
    return this.isEnding;
  }

  /** Reads the settings, now and whenever they change. @param onChange called each time */
  async followSettings(onChange: (settings: Settings) => void): Promise<void> {
    const read = async () => {
      this.current = await this.api.getSettings({});
      onChange(this.current);
    };
    this.lab.hub.subscribe(({ topic, payload }) => {
      if (topic === 'changed' && payload.what === 'settings') void read();
    });
    await read();
  }

  async pauseOrContinue(): Promise<void> {
    const [progress] = await this.api.listProgress({});
    if (!progress) return;
    const { run } = await this.api.getRun({ id: progress.runId });
    const { id, status } = run;
    await (status === 'paused' ? this.api.continueRun({ id }) : this.api.pauseRun({ id }));
  }

  async cancel(): Promise<void> {
    const [progress] = await this.api.listProgress({});
    if (progress) await this.api.cancelRun({ id: progress.runId });
  }

  /** Stops what is under way and closes the lab; a second call does not wait for the batch. */
  async close(): Promise<void> {
    this.isEnding = true;
    try {
      await this.end.ask();
    } finally {
      this.wire.close();
    }
  }
}

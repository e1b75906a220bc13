import path from 'node:path';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import { settingsSchema, type Settings } from '../../../src-shared/api/lab.ts';
import { ComputeClient } from '../../jobs/compute-client.ts';
import type { StartCompute } from '../../jobs/compute-host.ts';
import { startReaderWith } from '../../jobs/reader/foreign-files.ts';
import { Lab } from '../../app/lab.ts';
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

  constructor(dataDir: string, start: StartCompute<object>) {
    const compute = new ComputeClient({ cacheFolder: path.join(dataDir, 'cache'), start });
    startReaderWith(start);
    this.lab = Lab.open({ dataDir, compute });
    this.api = this.lab.api();
    const { log, hub } = this.lab;
    this.report = faultReport(log, hub);
    this.wire = new WireServer(this.api, hub, { report: (call, error) => log.error(call, error) });
    this.end = new Ending(this.lab);
  }

  get settings(): Settings {
    return this.current;
  }

  /** Whether a run is under way. */
  get busy(): boolean {
    return this.lab.progress().length > 0;
  }

  get ending(): boolean {
    return this.isEnding;
  }

  /** Reads the settings, now and whenever they change. @param onChange told each time */
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

  pauseOrContinue(): void {
    const [run] = this.lab.progress();
    if (!run) return;
    const isPaused = this.lab.listRuns({ status: ['paused'] }).some(({ id }) => id === run.runId);
    if (isPaused) this.lab.continueRun(run.runId);
    else this.lab.pauseRun(run.runId);
  }

  cancel(): void {
    const [run] = this.lab.progress();
    if (run) this.lab.cancelRun(run.runId);
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

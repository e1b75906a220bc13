import type { Device, DeviceSettings } from '../../../src-shared/devices.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { readSettings } from '../../catalog/settings.ts';
import type { ComputePool } from '../../runs/compute-pool.ts';
import type { JobPreparer } from '../../runs/run-queue.ts';
import type { Store } from '../../store/store.ts';
import type { EngineChooser } from './engine-chooser.ts';
import { devicesOn, placesOn } from './places.ts';

interface Parts {
  readonly store: Store;
  readonly chooser: EngineChooser;
  readonly pool: ComputePool;
  /** What this process was told, over the settings. */
  readonly asked: Partial<DeviceSettings>;
}

/** Keeps compute processes at the devices that the settings name, and has jobs wait until it knows what there is. */
export class PlaceKeeper implements JobPreparer {
  private arranging: Promise<void> | undefined;
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** What there is to compute on. */
  async devices(): Promise<Device[]> {
    return devicesOn(await this.parts.chooser.machineNow());
  }

  /** Arranges the processes anew, e.g. since the settings are others, or an engine was installed. */
  arrange(): Promise<void> {
    this.arranging = this.arrangeNow();
    return this.arranging;
  }

  readonly prepare: JobPreparer['prepare'] = async (job, track) => {
    await (this.arranging ?? this.arrange());
    return this.parts.chooser.prepare(job, track);
  };

  readonly instead: JobPreparer['instead'] = (job, error, begun) => this.parts.chooser.instead(job, error, begun);

  private async arrangeNow(): Promise<void> {
    const { store, chooser, pool, asked } = this.parts;
    const machine = await chooser.machineNow();
    const { devices, jobsPerDevice } = { ...readSettings(store), ...asked };
    const known = devicesOn(machine).map(({ id }) => id);
    const unknown = asked.devices?.find((id) => !known.includes(id));
    if (unknown !== undefined) {
      throw new LabError('bad-option', `There is no device '${unknown}' here.`, `Devices: ${known.join(', ')}.`);
    }
    pool.arrange(placesOn(machine, { devices, jobsPerDevice }));
  }
}

import type { AtOnce, Device, DeviceSettings } from '../../../src-shared/devices.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { readSettings } from '../../catalog/settings.ts';
import type { ComputePool } from '../../runs/compute-pool.ts';
import type { JobPreparer } from '../../runs/run-queue.ts';
import type { Store } from '../../store/store.ts';
import type { ComputeClient } from '../../jobs/compute-client.ts';
import type { AtATime } from '../pace.ts';
import { AtOnceBook, measureAtOnce } from './at-once.ts';
import { readFamily, type EngineChooser } from './engine-chooser.ts';
import { allThreads, devicesOn, placesOn } from './places.ts';

interface Parts {
  readonly store: Store;
  readonly chooser: EngineChooser;
  readonly pool: ComputePool;
  /** Options of this process, which override the settings. */
  readonly asked: Partial<DeviceSettings>;
}

/** Keeps compute processes at the devices that the settings name, and has jobs wait until it knows what there is. */
export class PlaceKeeper implements JobPreparer {
  private arranging: Promise<void> | undefined;
  private readonly parts: Parts;
  private readonly book: AtOnceBook;

  constructor(parts: Parts) {
    this.parts = parts;
    this.book = new AtOnceBook(parts.store);
  }

  /** Devices that are there to compute on. */
  async devices(): Promise<Device[]> {
    return devicesOn(await this.parts.chooser.machineNow());
  }

  /** Measurements of several runs at a time. */
  async measured(): Promise<AtOnce[]> {
    return this.book.of(await this.parts.chooser.machineNow());
  }

  /** Measures a model's runs at a time on the CPU; seconds for each number of them. @throws LabError of a model that can't be read */
  async measure(compute: ComputeClient, model: string): Promise<void> {
    const machine = await this.parts.chooser.machineNow();
    const family = await readFamily({ model });
    this.book.keep(machine, await measureAtOnce(compute, { model, family }));
  }

  /** CPU threads of a run alone, where several share them; 0 where they don't. */
  get threadsAlone(): number {
    return this.parts.pool.slots.some(({ place }) => place.device.kind === 'cpu' && place.jobs > 1) ? allThreads() : 0;
  }

  /** How runs are computed at a time. */
  async atATime(): Promise<AtATime> {
    await (this.arranging ?? this.arrange());
    const { slots } = this.parts.pool;
    const [cpu, gpus] = (['cpu', 'gpu'] as const).map((kind) =>
      slots.filter(({ place }) => place.device.kind === kind),
    );
    const known = await this.measured();
    return {
      jobs: Math.max(1, cpu!.length),
      gpuPlaces: gpus!.length,
      measured: (family) => known.find((one) => one.family === family),
    };
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

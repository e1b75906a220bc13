import type { Precision } from '../../src-shared/precision.ts';
import type { DatasetConfig, RunConfig } from '../../src-shared/run-config.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import type { Method, SourceStatistics } from '../methods/method.ts';
import type { OwnCorruption } from '../data/corruptions/own/define-corruption.ts';
import { identifyOwn, type OwnCorruptions } from '../data/corruptions/own/own-corruptions.ts';
import { SharedClock } from '../own/own-clock.ts';
import type { OwnSource } from '../own/own-source.ts';
import { checkpointStamp } from '../models/neighbours.ts';
import type { SourceModel } from '../models/source-model.ts';
import { modelFile } from '../platform/package-root.ts';
import { Slot } from './slot.ts';

/** A model as configurations name it. */
type NamedModel = Pick<RunConfig, 'model' | 'reading'>;

/** Objects that jobs share: engine, model, dataset and source statistics stay open from one run to the next. */
export class Resources {
  private readonly engines: Slot<Engine>;
  private readonly ownsEngines: boolean;
  private readonly models = new Slot<SourceModel>();
  private readonly unmaskedModels = new Slot<SourceModel>();
  private readonly datasets = new Slot<Dataset>((dataset) => dataset.close());
  private readonly evaluationDatasets = new Slot<Dataset>((dataset) => dataset.close());
  private readonly statistics = new Slot<SourceStatistics>();
  private readonly fishers = new Slot<HostTensor>();

  private readonly cacheFolder: string | undefined;
  private readonly clockMemory: SharedArrayBuffer | undefined;
  private readonly clock: SharedClock | undefined;
  /** Those named by the current job. */
  private corruptions: readonly OwnSource[] = [];

  /**
   * @param clock records when the user's own code runs, see `SharedClock`
   * @param engines of others, who dispose of them
   */
  constructor(
    { cacheFolder, clock }: { readonly cacheFolder?: string | undefined; readonly clock?: SharedArrayBuffer } = {},
    engines?: Slot<Engine>,
  ) {
    this.engines = engines ?? new Slot<Engine>((engine) => engine.dispose());
    this.ownsEngines = engines === undefined;
    this.cacheFolder = cacheFolder;
    this.clockMemory = clock;
    this.clock = clock && new SharedClock(clock);
  }

  /** Gives user-defined corruptions to datasets opened from now on. */
  useCorruptions(sources: readonly OwnSource[] = []): void {
    this.corruptions = sources;
  }

  /** Room for another model and other images at the same time, on the same engine. */
  beside(): Resources {
    const clock = this.clockMemory === undefined ? {} : { clock: this.clockMemory };
    const resources = new Resources({ ...this.places, ...clock }, this.engines);
    resources.useCorruptions(this.corruptions);
    return resources;
  }

  private get own(): OwnCorruptions {
    return { sources: this.corruptions, ...(this.clockMemory ? { clock: this.clockMemory } : {}) };
  }

  /** The method that the text of an own one makes. @throws LabError `bad-input` naming file and line */
  async ownMethod(own: OwnSource): Promise<Method> {
    const { loadOwnMethod } = await import('../methods/own/load-own.ts');
    return loadOwnMethod(own, this.clock);
  }

  /** The corruption that the text of an own one makes. @throws LabError `bad-input` naming file and line */
  async ownCorruption(own: OwnSource): Promise<OwnCorruption> {
    const { loadOwnCorruption } = await import('../data/corruptions/own/load-own.ts');
    return loadOwnCorruption(own, this.clock);
  }

  engine(id: string, threads: number, precision: Precision = 'float32'): Promise<Engine> {
    return this.engines.get(`${id}/${threads}/${precision}`, async () => {
      const { openEngine } = await import('../engines/engine-registry.ts');
      return openEngine(id, { threads, precision });
    });
  }

  /** @param mask indices of the classes that count, null for all */
  model({ model, reading }: NamedModel, mask: readonly number[] | null): Promise<SourceModel> {
    const file = modelFile(model);
    return this.models.get(JSON.stringify([checkpointStamp(file), reading, mask]), async () => {
      const { loadSourceModel } = await import('../models/load-model.ts');
      return loadSourceModel(file, { ...reading, ...this.places, ...(mask ? { classMask: mask } : {}) });
    });
  }

  /** The model of all classes, held beside the one with a class mask. */
  unmaskedModel({ model, reading }: NamedModel): Promise<SourceModel> {
    const file = modelFile(model);
    return this.unmaskedModels.get(JSON.stringify([checkpointStamp(file), reading]), async () => {
      const { loadSourceModel } = await import('../models/load-model.ts');
      return loadSourceModel(file, { ...reading, ...this.places });
    });
  }

  /** The dataset as it is now, with a folder of images of no known class that may be mixed into its streams: opened anew once its files have changed, and what was computed from it is forgotten. */
  async dataset(config: DatasetConfig, outliers: string | null = null): Promise<Dataset> {
    return this.datasets.get(await this.keyOf(config, outliers), async () => {
      await this.statistics.clear();
      await this.fishers.clear();
      return this.openDataset(config, outliers);
    });
  }

  /** A second dataset beside the first, to compare generators on. */
  async evaluationDataset(config: DatasetConfig): Promise<Dataset> {
    return this.evaluationDatasets.get(await this.keyOf(config), () => this.openDataset(config));
  }

  /** @param key names everything that the statistics depend on */
  sourceStatistics(key: string, compute: () => Promise<SourceStatistics>): Promise<SourceStatistics> {
    return this.statistics.get(key, compute);
  }

  /** @param key names everything that the Fisher information depends on */
  fisher(key: string, compute: () => Promise<HostTensor>): Promise<HostTensor> {
    return this.fishers.get(key, compute);
  }

  async dispose(): Promise<void> {
    await this.fishers.clear();
    await this.statistics.clear();
    await this.datasets.clear();
    await this.evaluationDatasets.clear();
    await this.models.clear();
    await this.unmaskedModels.clear();
    if (this.ownsEngines) await this.engines.clear();
  }

  private get places(): { readonly cacheFolder?: string } {
    return this.cacheFolder === undefined ? {} : { cacheFolder: this.cacheFolder };
  }

  private async keyOf(config: DatasetConfig, outliers: string | null = null): Promise<string> {
    const { identifyDataset } = await import('../data/datasets.ts');
    const own = this.corruptions.map(({ id }) => identifyOwn(this.own, id));
    return JSON.stringify([config, outliers, await identifyDataset(config, { ...this.places, outliers }), own]);
  }

  private async openDataset(config: DatasetConfig, outliers: string | null = null): Promise<Dataset> {
    const { openDataset } = await import('../data/datasets.ts');
    return openDataset(config, { ...this.places, outliers, own: this.own });
  }
}

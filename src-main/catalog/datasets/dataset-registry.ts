import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { CheckedInput } from '../../../src-shared/api/contract.ts';
import type { DatasetRecord } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { datasetSchema, storesShifts, type Benchmark, type DatasetConfig } from '../../../src-shared/run-config.ts';
import { arrayProblem } from '../../data/arrays/array-set.ts';
import { listStoredShifts } from '../../data/folder/corrupted.ts';
import { classNames } from '../../data/quickstart/idx-files.ts';
import { splitSizes } from '../../data/quickstart/splits.ts';
import type { Store } from '../../store/store.ts';
import { storedList, type StoredList } from '../stored-list.ts';
import { confine } from './confine.ts';
import type { FolderInspector } from './folder-inspector.ts';

const entrySchema = z.object({
  id: z.string(),
  name: z.string(),
  config: datasetSchema,
  images: z.int().nonnegative(),
  classes: z.int().nonnegative(),
  perShift: z.record(z.string(), z.int().nonnegative()).default({}),
});
type DatasetEntry = z.output<typeof entrySchema>;

const embedded: DatasetRecord = {
  id: 'quickstart',
  name: 'Fashion-MNIST in colour',
  config: { kind: 'quickstart', split: 'test' },
  builtIn: true,
  images: splitSizes.test,
  classes: classNames.length,
  stored: [],
  perShift: {},
  problem: null,
};

type Entries = StoredList<DatasetEntry>;

function entriesIn(store: Store): Entries {
  return storedList(store, 'datasets', entrySchema);
}

/** The folders of the datasets that the user registered. */
export function registeredPaths(store: Store): string[] {
  return entriesIn(store)
    .read()
    .flatMap(({ config }) =>
      config.kind === 'folder' ? [config.path, ...(config.source ? [config.source] : [])] : [],
    );
}

/** All datasets, the embedded one first, and what keeps any of them from being used now. */
async function listDatasets(store: Store): Promise<DatasetRecord[]> {
  return [embedded, ...(await Promise.all(entriesIn(store).read().map(toRecord)))];
}

/** The datasets that the user registered, beside the embedded one. */
export class DatasetRegistry {
  private readonly store: Store;
  private readonly entries: Entries;
  private readonly roots: readonly string[] | null;
  private readonly inspector: FolderInspector;

  constructor(store: Store, inspector: FolderInspector, roots: readonly string[] | null) {
    this.store = store;
    this.entries = entriesIn(store);
    this.inspector = inspector;
    this.roots = roots;
  }

  list(): Promise<DatasetRecord[]> {
    return listDatasets(this.store);
  }

  /** @throws LabError `bad-input`, `not-found` when a folder is not usable or registered already */
  async add({ name, path, source, benchmark, domains }: CheckedInput<'addDataset'>): Promise<DatasetRecord> {
    const folder = await confine(path, this.roots);
    const report = await this.requireUsable(folder, benchmark ?? null, domains);
    const { images, classes, stored, perShift } = report;
    const sourceFolder = source === undefined ? undefined : await confine(source, this.roots);
    if (sourceFolder !== undefined) await this.requireClean(sourceFolder);
    const config: DatasetConfig = {
      kind: 'folder',
      path: folder,
      ...(sourceFolder === undefined ? {} : { source: sourceFolder }),
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(stored.length === 0 ? {} : report.domains ? { domains: true as const } : { corrupted: true as const }),
    };
    const known = this.find(config);
    if (known) throw new LabError('bad-input', `${folder} is already registered, as ${known.name}.`);
    const entry = { id: randomUUID(), name, config, images, classes: classes.length, perShift };
    this.entries.add(entry);
    return toRecord(entry);
  }

  /** @throws LabError `not-found`, or `bad-input` for the embedded dataset */
  remove(id: string): void {
    if (id === embedded.id) throw new LabError('bad-input', 'The dataset that comes with the lab stays.');
    if (!this.entries.remove(id)) throw new LabError('not-found', 'This dataset is not registered any more.');
  }

  /** Checks that images may be shown: those of registered datasets and of folders that may be read. */
  async requireVisible(config: DatasetConfig): Promise<void> {
    if (config.kind === 'quickstart' || this.find(config)) return;
    await confine(config.path, this.roots);
  }

  private async requireUsable(folder: string, benchmark: Benchmark | null, domains?: boolean) {
    const report = await this.inspector.inspect({
      path: folder,
      benchmark,
      ...(domains === undefined ? {} : { domains }),
    });
    const [worst] = report.findings;
    if (!report.usable) throw new LabError('bad-input', worst?.message ?? `${folder} can't be used.`, worst?.hint);
    return report;
  }

  /** Checks a folder of source images. */
  private async requireClean(folder: string): Promise<void> {
    const { stored } = await this.requireUsable(folder, null);
    if (stored.length === 0) return;
    throw new LabError('bad-input', `${folder} holds corrupted images.`, 'Source images are clean ones.');
  }

  private find(config: DatasetConfig): DatasetEntry | undefined {
    return this.entries.read().find((entry) => sameFolders(entry.config, config));
  }
}

function sameFolders(a: DatasetConfig, b: DatasetConfig): boolean {
  return a.kind === 'folder' && b.kind === 'folder' && a.path === b.path && a.source === b.source;
}

async function toRecord(entry: DatasetEntry): Promise<DatasetRecord> {
  const { config } = entry;
  const folders =
    config.kind === 'folder' ? [config.path, ...(config.source === undefined ? [] : [config.source])] : [];
  const problems = await Promise.all(folders.map(problemOf));
  const stored =
    config.kind === 'folder' && storesShifts(config) ? await listStoredShifts(config.path).catch(() => []) : [];
  return { ...entry, builtIn: false, stored, problem: problems.find((problem) => problem !== null) ?? null };
}

async function problemOf(folder: string): Promise<string | null> {
  const status = await stat(folder).catch(() => null);
  if (status === null) return `The folder ${folder} is gone or can't be reached.`;
  if (!status.isDirectory()) return `${folder} is not a folder any more.`;
  return arrayProblem(folder);
}

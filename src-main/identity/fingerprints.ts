import { z } from 'zod';
import { isKnownInput, unknownInput, type Inputs } from '../../src-shared/identity.ts';
import type { DatasetConfig, Shift } from '../../src-shared/run-config.ts';
import { isNameOfMgg, mggFile, modelFile } from '../platform/package-root.ts';
import type { Store } from '../store/store.ts';
import type { OwnFile } from '../catalog/own/own-files.ts';
import { ownFile, ownInputs } from '../catalog/own/own-inputs.ts';
import { fileState, hashFile } from '../catalog/models/file-facts.ts';
import type { OwnKind } from '../own/own-source.ts';

/** Inputs that a run or a pre-training names by paths. */
export interface InputPaths {
  readonly model: string;
  readonly mgg?: string | null;
  readonly orderFile?: string | null;
  readonly oodFolder?: string | null;
  readonly dataset: DatasetConfig;
  readonly evaluation?: DatasetConfig | null;
  /** Further tasks of a pre-training. */
  readonly tasks?: readonly InputPaths[];
  /** Id of a method; of a user's own one the source counts. */
  readonly method?: string;
  /** Of user-defined corruptions likewise. */
  readonly shifts?: readonly Shift[];
}

/** Fingerprint of a path when it was last read; a folder has no single file state to compare. */
const knownSchema = z.record(
  z.string(),
  z.object({ fingerprint: z.string(), size: z.number().exactOptional(), mtimeMs: z.number().exactOptional() }),
);
type Known = z.output<typeof knownSchema>;
const storeKey = 'fingerprints';

/** For so long a folder is not listed again: the runs of a suite ask for the same few folders. */
const listedForMs = 10_000;

type Folder = Extract<DatasetConfig, { readonly kind: 'folder' }>;

const asFolder = (path: string): Folder => ({ kind: 'folder', path });

/** The folders of a dataset by what they are inputs of. */
function foldersOf(name: string, dataset: DatasetConfig): Record<string, Folder> {
  if (dataset.kind !== 'folder') return {};
  const { source, ...images } = dataset;
  const clean: Folder | undefined = source === undefined ? undefined : { kind: 'folder', path: source };
  return { [`${name}.path`]: images, ...(clean && { [`${name}.source`]: clean }) };
}

const folderKeys = (name: string, dataset: DatasetConfig): Record<string, string> =>
  Object.fromEntries(
    Object.entries(foldersOf(name, dataset)).map(([input, folder]) => [input, JSON.stringify(folder)]),
  );

/** The paths that a configuration names, by input. */
function placesOf({
  model,
  mgg = null,
  orderFile = null,
  oodFolder = null,
  dataset,
  evaluation = null,
}: InputPaths): Record<string, string> {
  return {
    model: modelFile(model),
    ...(mgg === null ? {} : { mgg: mggFile(mgg) }),
    ...(orderFile === null ? {} : { orderFile }),
    ...(oodFolder === null ? {} : { oodFolder: JSON.stringify(asFolder(oodFolder)) }),
    ...folderKeys('dataset', dataset),
    ...(evaluation === null ? {} : folderKeys('evaluation', evaluation)),
  };
}

/** The name of an input of a further task of a pre-training. */
const taskInput = (place: number, input: string): string => `tasks.${place}.${input}`;

export const fileFingerprint = (sha256: string): string => `sha256:${sha256}`;

/** Whether a generator is a file, and not the name of an untrained one. */
export const isMggFile = (mgg: string): boolean => !isNameOfMgg(mgg) || mggFile(mgg) !== mgg;

function once<Found>(found: Map<string, Promise<Found>>, key: string, look: () => Promise<Found>): Promise<Found> {
  const known = found.get(key) ?? look();
  found.set(key, known);
  return known;
}

/** Cache of file facts while the runs of a set are identified: hundreds of runs name the same few files. */
export class InputCache {
  private readonly files = new Map<string, Promise<string>>();
  private readonly own = new Map<string, Promise<OwnFile | undefined>>();

  file(path: string, look: (path: string) => Promise<string>): Promise<string> {
    return once(this.files, path, () => look(path));
  }

  readonly ownFile = (kind: OwnKind, id: string): Promise<OwnFile | undefined> =>
    once(this.own, `${kind} ${id}`, () => ownFile(kind, id));
}

/**
 * Fingerprints of files and folders: of a file the SHA-256, found out anew when size or time have changed; of a folder what
 * identifies its images. Missing ones keep their last fingerprint.
 */
export class Fingerprints {
  private readonly store: Pick<Store, 'readValue' | 'writeValue' | 'readOnly'>;
  private readonly cacheFolder: string;
  private readonly hashing = new Map<string, Promise<string>>();
  private remembered: Known | undefined;
  private readonly learned = new Map<string, string>();
  private readonly listed = new Map<string, { readonly at: number; readonly fingerprint: Promise<string> }>();

  constructor(store: Pick<Store, 'readValue' | 'writeValue' | 'readOnly'>, cacheFolder: string) {
    this.store = store;
    this.cacheFolder = cacheFolder;
  }

  /** Of all that a configuration reads; never throws for what is missing. @param cache shared by the runs of a set */
  async of(config: InputPaths, cache = new InputCache()): Promise<Inputs> {
    const own = Object.entries(await ownInputs(config, cache.ownFile));
    const found: [string, string][] = [];
    for (const [place, task] of (config.tasks ?? []).entries()) {
      for (const [input, fingerprint] of Object.entries(await this.ofPaths(task, cache))) {
        found.push([taskInput(place, input), fingerprint]);
      }
    }
    return {
      ...Object.fromEntries(own.map(([input, { hash }]) => [input, hash])),
      ...(await this.ofPaths(config, cache)),
      ...Object.fromEntries(found),
    };
  }

  private async ofPaths(config: InputPaths, cache: InputCache): Promise<Inputs> {
    const file = (path: string) => cache.file(path, this.file);
    const { model, mgg = null, orderFile = null, oodFolder = null, dataset, evaluation = null } = config;
    return {
      model: await file(modelFile(model)),
      ...(mgg !== null && isMggFile(mgg) ? { mgg: await file(mggFile(mgg)) } : {}),
      ...(orderFile === null ? {} : { orderFile: await file(orderFile) }),
      ...(oodFolder === null ? {} : { oodFolder: await this.folder(asFolder(oodFolder)) }),
      ...(await this.folders('dataset', dataset)),
      ...(evaluation === null ? {} : await this.folders('evaluation', evaluation)),
    };
  }

  /**
   * Learns from a stored run what it found where, for paths of another computer: runs come from clusters and as bundles.
   * The first fingerprint learned for a path is kept.
   */
  learn(config: InputPaths, inputs: Inputs): void {
    const ofTasks = (config.tasks ?? []).flatMap((task, place) =>
      Object.entries(placesOf(task)).map(([input, key]): [string, string] => [taskInput(place, input), key]),
    );
    for (const [input, place] of [...Object.entries(placesOf(config)), ...ofTasks]) {
      const fingerprint = inputs[input];
      if (fingerprint !== undefined && isKnownInput(fingerprint)) this.learnFile(place, fingerprint);
    }
  }

  /** The same of a file that a run has written. */
  learnFile(path: string, fingerprint: string): void {
    if (!this.learned.has(path)) this.learned.set(path, fingerprint);
  }

  private async folders(name: string, dataset: DatasetConfig): Promise<Inputs> {
    const inputs: Record<string, string> = {};
    for (const [input, folder] of Object.entries(foldersOf(name, dataset))) inputs[input] = await this.folder(folder);
    return inputs;
  }

  private readonly file = async (path: string): Promise<string> => {
    try {
      const state = await fileState(path);
      const known = this.known()[path];
      if (known?.size === state.size && known.mtimeMs === state.mtimeMs) return known.fingerprint;
      const hashing = this.hashing.get(path) ?? hashFile(path);
      this.hashing.set(path, hashing);
      const fingerprint = fileFingerprint(await hashing.finally(() => this.hashing.delete(path)));
      this.remember(path, { fingerprint, ...state });
      return fingerprint;
    } catch {
      return this.lastKnown(path) ?? unknownInput(path);
    }
  };

  private folder(images: Folder): Promise<string> {
    const key = JSON.stringify(images);
    const before = this.listed.get(key);
    const now = performance.now();
    if (before && now - before.at < listedForMs) return before.fingerprint;
    const fingerprint = this.list(images);
    this.listed.set(key, { at: now, fingerprint });
    return fingerprint;
  }

  private async list(images: Folder): Promise<string> {
    const key = JSON.stringify(images);
    try {
      const { openImages } = await import('../data/datasets.ts');
      const fingerprint = `files:${(await openImages(images, { cacheFolder: this.cacheFolder })).fingerprint}`;
      if (this.known()[key]?.fingerprint !== fingerprint) this.remember(key, { fingerprint });
      return fingerprint;
    } catch {
      return this.lastKnown(key) ?? unknownInput(images.path);
    }
  }

  private lastKnown(key: string): string | undefined {
    return this.known()[key]?.fingerprint ?? this.learned.get(key);
  }

  private known(): Known {
    this.remembered ??= this.read();
    return this.remembered;
  }

  private read(): Known {
    return knownSchema.safeParse(this.store.readValue(storeKey)).data ?? {};
  }

  private remember(key: string, known: Known[string]): void {
    if (!isKnownInput(known.fingerprint)) return;
    // Another process may have written meanwhile.
    this.remembered = { ...this.read(), ...this.known(), [key]: known };
    if (!this.store.readOnly) this.store.writeValue(storeKey, this.remembered);
  }
}

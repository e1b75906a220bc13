import { createHash } from 'node:crypto';
import type { Benchmark, DatasetConfig } from '../../src-shared/run-config.ts';
import type { OwnCorruptions } from './corruptions/own/own-corruptions.ts';
import type { Dataset } from './dataset.ts';
import { listStored, requireImages, requireStored, shiftFolder, withFirstShift } from './folder/corrupted.ts';
import { readClassList, type ClassList } from './folder/class-list.ts';
import { domainClasses, domainFolders, listDomains, type DomainFolder, type DomainRanges } from './folder/domains.ts';
import { identifyFiles, type Identity } from './folder/identity.ts';
import { listFolder, readClassFolders, type FolderListing, type IdentifiedListing } from './folder/scan.ts';
import { amount, firstNames } from './folder/wording.ts';
import { ImageDataset, type Collection } from './image-dataset.ts';
import { benchmarkClasses, benchmarkLabels } from './imagenet/classes.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { isArrayFolder } from './arrays/array-files.ts';
import { openArrays } from './arrays/array-collection.ts';
import type { ImageOrigin } from './prepare/origin.ts';
import { classNames, readSplit } from './quickstart/idx-files.ts';
import { paintedSide } from './quickstart/paint.ts';
import { splitPositions, type SplitName } from './quickstart/splits.ts';
import { resourceFolder } from './resource-folder.ts';

export interface OpenOptions {
  /** Where prepared images may be kept between runs; in memory only by default. */
  readonly cacheFolder?: string;
  /** Threads that read and corrupt images ahead of the engine; half of the cores, at most eight, by default. */
  readonly threads?: number;
  /** The folder with the quick-start images; the one that comes with the lab by default. */
  readonly quickstartFolder?: string;
  /** Folder of images of no known class that may be mixed into streams. */
  readonly outliers?: string | null;
  /** User-defined corruptions that its streams may be under; only where their code may run. */
  readonly own?: OwnCorruptions;
}

/**
 * Opens a dataset and checks that it is usable.
 * @throws LabError `not-found` or `bad-input` in one sentence when it isn't.
 */
export async function openDataset(config: DatasetConfig, options: OpenOptions = {}): Promise<Dataset> {
  const { cacheFolder = null, threads } = options;
  const images = await openImages(config, options);
  return new ImageDataset({
    images,
    source: sourceOf(config, options),
    clean: cleanOf(config, options),
    outliers: outliersOf(options),
    cacheFolder,
    own: options.own,
    ...(threads && { threads }),
  });
}

/**
 * Names what lies where a dataset is opened: another text once images, or those for source statistics, have changed.
 * @throws LabError as `openDataset`
 */
export async function identifyDataset(config: DatasetConfig, places: Places = {}): Promise<string> {
  const others = await outliersOf(places)?.();
  if (config.kind === 'quickstart' && !others) return config.split;
  const { content } = await openImages(config, places);
  // Source images are missed only where they are asked for.
  const source = await sourceOf(config, places)?.().catch(() => null);
  return JSON.stringify([content, source?.content ?? null, ...(others ? [others.content] : [])]);
}

type FolderConfig = Extract<DatasetConfig, { readonly kind: 'folder' }>;

interface Places extends Pick<OpenOptions, 'cacheFolder' | 'quickstartFolder' | 'outliers'> {
  /** False where only pixels matter: sizes and times of files are then not read, and fingerprints are empty. */
  readonly identified?: boolean;
}

/**
 * The images of a dataset without what prepares them.
 * @throws LabError `not-found` or `bad-input` in one sentence when they aren't usable.
 */
export async function openImages(config: DatasetConfig, places: Places = {}): Promise<Collection> {
  const { quickstartFolder } = places;
  if (config.kind === 'quickstart') return openSplit(quickstartFolder ?? findQuickstartFolder(), config.split);
  const { path, benchmark } = config;
  const files = filesOf(path, benchmark && { folders: benchmarkClasses(benchmark), titles: [] }, places);
  const collection = await openAny(config, files, places);
  return benchmark ? amongAllClasses(collection, benchmark) : collection;
}

async function openAny(
  { path, benchmark, corrupted, domains }: FolderConfig,
  files: Files,
  { identified = true }: Places,
): Promise<Collection> {
  if (await isArrayFolder(path)) {
    const known = benchmark && benchmarkClasses(benchmark);
    return openArrays(path, { corrupted: corrupted === true, known, identified });
  }
  if (domains) return openDomains(path, files);
  return corrupted ? openCorrupted(path, files) : openFolder(path, files);
}

/** With labels among ImageNet's 1,000 classes, of which a class mask then keeps those that the benchmark has. */
function amongAllClasses(collection: Collection, benchmark: Benchmark): Collection {
  const labels = benchmarkLabels(benchmark);
  return {
    ...collection,
    classNames: benchmarkClasses('imagenet'),
    labelOf: (index) => labels[collection.labelOf(index)]!,
  };
}

/** Images whose classes don't matter. */
function outliersOf({ outliers = null, ...places }: Places): (() => Promise<Collection>) | undefined {
  return outliers === null ? undefined : () => openImages({ kind: 'folder', path: outliers }, places);
}

function sourceOf(config: DatasetConfig, places: Places): (() => Promise<Collection>) | null {
  if (config.kind === 'quickstart') return () => openImages({ kind: 'quickstart', split: 'train' }, places);
  const { source, path } = config;
  if (source === undefined) return null;
  return async () => {
    // Source images may be of any class: their labels are never used.
    const images = await openAny({ kind: 'folder', path: source }, filesOf(source, undefined, places), places);
    return (await isArrayFolder(path)) ? asWhole(images) : images;
  };
}

/** Files framed as whole images, like those of arrays. */
function asWhole(images: Collection): Collection {
  const { origin, content } = images;
  if (origin.kind !== 'files') return images;
  return { ...images, origin: { ...origin, framing: 'cropped' }, content: `${content} cropped` };
}

/** Clean images with labels of the same classes, from the source folder; null where they are the dataset's own. */
function cleanOf(config: DatasetConfig, places: Places): (() => Promise<Collection>) | null {
  if (config.kind !== 'folder' || config.source === undefined) return null;
  const { source, benchmark } = config;
  return () => openImages({ kind: 'folder', path: source, ...(benchmark && { benchmark }) }, places);
}

/** The folder of shipped images. @throws LabError `not-found` when the installation is incomplete */
export function findQuickstartFolder(): string {
  return resourceFolder('quickstart');
}

/** How the files of a dataset's folders are listed and identified. */
interface Files {
  readonly list: (folder: string) => Promise<ClassedListing>;
  /** The same of folders with images of the same classes. */
  readonly listDomains: (
    folders: readonly DomainFolder[],
  ) => Promise<ClassedListing & { readonly domains: DomainRanges }>;
  readonly identify: (folder: string, paths: readonly string[]) => Promise<Identity>;
}

type ClassedListing = IdentifiedListing & { readonly classTitles?: readonly string[] };

const unidentified: Identity = { fingerprint: '', revision: '' };

/** Labels depend on the list of classes. */
function withClasses(identity: Identity, { folders }: ClassList): Identity {
  const fingerprint = createHash('sha256')
    .update([identity.fingerprint, ...folders].join('\n'))
    .digest('hex');
  return { ...identity, fingerprint };
}

/** @param benchmark its classes @param root where the classes are listed otherwise */
function filesOf(root: string, benchmark: ClassList | undefined, places: Places): Files {
  const { cacheFolder = null, identified = true } = places;
  const identify = (folder: string, paths: readonly string[]): Promise<Identity> =>
    identified ? identifyFiles(folder, paths, cacheFolder) : Promise.resolve(unidentified);
  const identifiedBy = async <Found extends FolderListing>(
    found: Found,
    list: ClassList | undefined,
  ): Promise<Found & Identity & { classTitles?: readonly string[] }> => {
    const { root: place, files, paths } = found;
    const identity = identified ? await identifyFiles(place, files, cacheFolder, paths) : unidentified;
    if (list === undefined || list === benchmark) return { ...found, ...identity };
    return { ...found, ...(identified ? withClasses(identity, list) : identity), classTitles: list.titles };
  };
  return {
    async list(folder) {
      const list = benchmark ?? (await readClassList(root, () => readClassFolders(folder)));
      return identifiedBy(await listFolder(folder, list?.folders), list);
    },
    async listDomains(folders) {
      const list = benchmark ?? (await readClassList(root, () => domainClasses(folders)));
      return identifiedBy(await listDomains(root, folders, list?.folders), list);
    },
    identify,
  };
}

async function openFolder(path: string, { list }: Files): Promise<Collection> {
  const listing = await list(path);
  return collectionOf(path, listing, { kind: 'files', root: path, paths: listing.files });
}

/** ImageNet-C and its like: all shifts show the same images, so one of them is listed for all. */
async function openCorrupted(path: string, { list, identify }: Files): Promise<Collection> {
  const stored = await listStored(path);
  const { listed, listing } = await withFirstShift(path, stored, async (folder, shift) => ({
    listed: shift,
    listing: await list(folder),
  }));
  return {
    ...collectionOf(path, listing, { kind: 'corrupted-files', root: path, paths: listing.paths }),
    storedShifts: stored,
    identifyShift: async (shift) => {
      requireStored(path, stored, [shift]);
      await requireImages(shiftFolder(path, shift), listing.paths, shiftName(listed));
      return (await identify(shiftFolder(path, shift), listing.paths)).fingerprint;
    },
  };
}

/** DomainNet and its like: each domain has images of its own. */
async function openDomains(path: string, { listDomains: list }: Files): Promise<Collection> {
  const stored = await listStored(path);
  const { domains, ...listing } = await list(domainFolders(path, stored));
  return {
    ...collectionOf(path, listing, { kind: 'domain-files', root: path, paths: listing.files }),
    storedShifts: stored,
    rangeOf: (shift) => {
      requireStored(path, stored, [shift]);
      return domains.get(shiftName(shift))!;
    },
  };
}

/** A renamed class folder must not go unnoticed. */
function noticesOf(name: string, { strange, notices }: FolderListing): string[] {
  if (strange.length === 0) return [...notices];
  const folders = amount(strange.length, 'folder is', 'folders are');
  return [...notices, `In ${name}, ${folders} no class of the benchmark and left out: ${firstNames(strange)}.`];
}

function collectionOf(name: string, listing: ClassedListing, origin: ImageOrigin & { root: string }): Collection {
  const { classTitles } = listing;
  return {
    name,
    classNames: listing.classNames,
    ...(classTitles && { classTitles }),
    count: listing.paths.length,
    fingerprint: listing.fingerprint,
    content: JSON.stringify([origin.root, listing.fingerprint, listing.revision]),
    origin,
    labelOf: (index) => listing.labels[index]!,
    idOf: (index) => listing.paths[index]!,
    notices: noticesOf(name, listing),
    fixedSize: null,
  };
}

async function openSplit(folder: string, split: SplitName): Promise<Collection> {
  const { count, labels, hash } = await readSplit(folder, split);
  const positions = splitPositions(split);
  // Once, before anything is hot: V8 12.4 has been seen to compare a text from another thread wrongly in optimised code.
  const file = split === 'test' ? 'test' : 'train';
  return {
    name: `quickstart/${split}`,
    classNames,
    count,
    fingerprint: hash,
    content: hash,
    origin: { kind: 'painted', folder, split },
    labelOf: (index) => labels[index]!,
    idOf: (index) => `${file}:${positions[index]!}`,
    fixedSize: paintedSide,
  };
}

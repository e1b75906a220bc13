import { dirname, join } from 'node:path';
import { LabError } from '../../src-shared/errors.ts';
import type { DatasetConfig } from '../../src-shared/run-config.ts';
import type { Dataset } from './dataset.ts';
import { scanFolder } from './folder/scan.ts';
import { resourceFolder } from './resource-folder.ts';
import { ImageDataset, type Collection } from './image-dataset.ts';
import { classNames, readSplit } from './quickstart/files.ts';
import { paintedSide } from './quickstart/paint.ts';
import { splitPositions, type SplitName } from './quickstart/splits.ts';

export interface OpenOptions {
  /** Where prepared images may be kept between runs; in memory only by default. */
  readonly cacheFolder?: string;
  /** Threads that read and corrupt images ahead of the engine; half of the cores, at most four, by default. */
  readonly threads?: number;
  /** The folder with the quick-start images; the one that comes with the lab by default. */
  readonly quickstartFolder?: string;
}

/**
 * Opens a dataset and checks that it is usable.
 * @throws LabError `not-found` or `bad-input` in one sentence when it isn't.
 */
export async function openDataset(config: DatasetConfig, options: OpenOptions = {}): Promise<Dataset> {
  const common = { cacheFolder: options.cacheFolder ?? null, ...(options.threads && { threads: options.threads }) };
  const folder = options.quickstartFolder;
  return new ImageDataset({ images: await openImages(config, folder), source: sourceOf(config, folder), ...common });
}

/**
 * The images of a dataset without what prepares them.
 * @throws LabError `not-found` or `bad-input` in one sentence when they aren't usable.
 */
export async function openImages(config: DatasetConfig, quickstartFolder?: string): Promise<Collection> {
  if (config.kind === 'folder') return openFolder(config.path);
  return openSplit(quickstartFolder ?? findQuickstartFolder(), config.split);
}

function sourceOf(config: DatasetConfig, quickstartFolder?: string): (() => Promise<Collection>) | null {
  if (config.kind === 'quickstart') return () => openImages({ kind: 'quickstart', split: 'train' }, quickstartFolder);
  const { source } = config;
  return source === undefined ? null : () => openFolder(source);
}

/** The folder of shipped images. @throws LabError `not-found` when the installation is incomplete */
export function findQuickstartFolder(): string {
  return resourceFolder('quickstart');
}

async function openFolder(path: string): Promise<Collection> {
  const listing = await scanFolder(path);
  return {
    name: path,
    classNames: listing.classNames,
    count: listing.paths.length,
    fingerprint: listing.fingerprint,
    content: `${listing.fingerprint} ${listing.revision}`,
    origin: { kind: 'files', root: path, paths: listing.paths },
    labelOf: (index) => listing.labels[index]!,
    idOf: (index) => listing.paths[index]!,
    fixedSize: null,
  };
}

async function openSplit(folder: string, split: SplitName): Promise<Collection> {
  const { count, labels, hash } = await readSplit(folder, split);
  const positions = splitPositions(split);
  return {
    name: `quickstart/${split}`,
    classNames,
    count,
    fingerprint: hash,
    content: hash,
    origin: { kind: 'painted', folder, split },
    labelOf: (index) => labels[index]!,
    idOf: (index) => `${split === 'test' ? 'test' : 'train'}:${positions[index]!}`,
    fixedSize: paintedSide,
  };
}

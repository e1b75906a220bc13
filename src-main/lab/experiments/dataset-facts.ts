import type { DatasetConfig } from '../../../src-shared/run-config.ts';

/** What checks and estimates need to know of a dataset. */
export interface DatasetFacts {
  readonly name: string;
  readonly images: number;
  readonly classes: number;
}

/** A folder is listed anew after so long: forms ask at every change, and large folders take a while. */
const keptMs = 30_000;

/** Images and classes of datasets, remembered for some seconds. */
export class DatasetFactsReader {
  private readonly known = new Map<string, { readonly at: number; readonly facts: Promise<DatasetFacts> }>();

  /** @throws LabError `not-found` or `bad-input` when the dataset can't be used */
  read(config: DatasetConfig): Promise<DatasetFacts> {
    const key = config.kind === 'folder' ? config.path : `quickstart/${config.split}`;
    const known = this.known.get(key);
    if (known && performance.now() - known.at < keptMs) return known.facts;
    const facts = look(config);
    this.known.set(key, { at: performance.now(), facts });
    facts.catch(() => this.known.delete(key));
    return facts;
  }
}

async function look(config: DatasetConfig): Promise<DatasetFacts> {
  const { openImages } = await import('../../data/datasets.ts');
  const { name, count, classNames } = await openImages(config);
  return { name, images: count, classes: classNames.length };
}

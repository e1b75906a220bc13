import type { ImageCount } from '../data/count-images.ts';
import type { DatasetConfig } from '../../src-shared/run-config.ts';

/** Facts about a dataset that checks and estimates need. */
export type DatasetFacts = ImageCount;

/** A folder is listed anew after so long: forms ask at every change, and large folders take a while. */
const keptMs = 30_000;

/** Images and classes of datasets, remembered for some seconds. */
export class DatasetFactsReader {
  private readonly known = new Map<string, { readonly at: number; readonly facts: Promise<DatasetFacts> }>();

  /** @throws LabError `not-found` or `bad-input` when the dataset can't be used */
  read(config: DatasetConfig): Promise<DatasetFacts> {
    const key = keyOf(config);
    const known = this.known.get(key);
    if (known && performance.now() - known.at < keptMs) return known.facts;
    const facts = look(config);
    this.known.set(key, { at: performance.now(), facts });
    facts.catch(() => this.known.delete(key));
    return facts;
  }
}

/** Source images don't change what there is to test on. */
function keyOf(config: DatasetConfig): string {
  if (config.kind === 'quickstart') return `quickstart/${config.split}`;
  const { path, benchmark = null, corrupted = false, domains = false } = config;
  return JSON.stringify([path, benchmark, corrupted, domains]);
}

async function look(config: DatasetConfig): Promise<DatasetFacts> {
  const { countImages } = await import('../data/count-images.ts');
  return countImages(config);
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../src-shared/canonical.ts';
import { LabError } from '../../src-shared/errors.ts';
import { sweepSchema, type Sweep } from '../../src-shared/sweeps/sweep.ts';
import { storedList } from '../catalog/stored-list.ts';
import { packageRoot } from '../platform/package-root.ts';
import type { Store } from '../store/store.ts';

const entrySchema = z.strictObject({ id: z.string().min(1), createdAt: z.iso.datetime(), sweep: sweepSchema });

/** A sweep under the name by which commands and pages know it. */
export interface StoredSweep {
  readonly id: string;
  /** Null for one that comes with the lab. */
  readonly createdAt: string | null;
  readonly sweep: Sweep;
}

const shippedSweepsFolder = path.join('resources', 'sweeps');

/** Sweeps that come with the lab, by the names of their files. */
async function shippedSweeps(): Promise<StoredSweep[]> {
  const folder = path.join(packageRoot(), shippedSweepsFolder);
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (name) => ({
      id: path.basename(name, '.json'),
      createdAt: null,
      sweep: sweepSchema.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8'))),
    })),
  );
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'sweep';

/** Settings that decide the trials of a sweep: all but its name. */
const contentOf = ({ name: _name, ...rest }: Sweep): string => canonicalJson(rest);

/** The sweeps that there are: those that come with the lab, then those of the user, newest first. */
export class StoredSweeps {
  private readonly list;

  constructor(store: Pick<Store, 'readValue' | 'writeValue'>) {
    this.list = storedList(store, 'sweeps', entrySchema);
  }

  async all(): Promise<StoredSweep[]> {
    return [...(await shippedSweeps()), ...this.list.read().reverse()];
  }

  /** @throws LabError `not-found` listing the sweeps */
  async find(id: string): Promise<StoredSweep> {
    const all = await this.all();
    const found = all.find((one) => one.id === id);
    if (found) return found;
    throw new LabError('not-found', `There is no sweep "${id}".`, `Sweeps: ${all.map((one) => one.id).join(', ')}.`);
  }

  /** Stores a sweep under a unique name; one that differs only by name is reused. */
  async add(sweep: Sweep): Promise<StoredSweep> {
    const all = await this.all();
    const same = all.find((one) => contentOf(one.sweep) === contentOf(sweep));
    if (same) return same;
    const taken = new Set(all.map(({ id }) => id));
    const first = slug(sweep.name);
    let id = first;
    for (let number = 2; taken.has(id); number++) id = `${first}-${number}`;
    const entry = { id, createdAt: new Date().toISOString(), sweep };
    this.list.add(entry);
    return entry;
  }

  /** @throws LabError `not-found`, `bad-input` for one that comes with the lab */
  async remove(id: string): Promise<void> {
    const { createdAt } = await this.find(id);
    if (createdAt === null) throw new LabError('bad-input', `The sweep "${id}" comes with the lab and stays.`);
    this.list.remove(id);
  }
}

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { CheckedInput } from '../../../src-shared/api/contract.ts';
import type { MggRecord } from '../../../src-shared/api/data.ts';
import { namesApart } from '../../../src-shared/comparison/names.ts';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import type { MggFormat } from '../../../src-shared/mgg-formats.ts';
import { isNameOfMgg, mggFile } from '../../platform/package-root.ts';
import type { MggFacts } from '../../jobs/reader/messages.ts';
import { readMgg } from '../../jobs/reader/foreign-files.ts';
import type { Store } from '../../store/store.ts';
import { confine } from '../datasets/confine.ts';
import { storedList, type StoredList } from '../stored-list.ts';
import { embeddedMggs, type MggSource } from './embedded-mggs.ts';
import { exportMgg, type ExportedMgg } from './export-mgg.ts';

const entrySchema = z.object({ id: z.string(), name: z.string(), mgg: z.string() });
type MggEntry = z.output<typeof entrySchema>;

const unknown: MggFacts = { kind: 'gml', hiddenSize: 1, heads: 1, hash: '' };

const notRegistered = (): LabError => new LabError('not-found', 'This generator is not registered any more.');

/** The files of the generators that the user imported. */
export function registeredMggs(store: Store): string[] {
  return storedList(store, 'mggs', entrySchema)
    .read()
    .map(({ mgg }) => mgg);
}

/** The meta gradient generators: those that ship, those that were pre-trained here, and those that the user imported. */
export class MggRegistry {
  private readonly store: Store;
  private readonly entries: StoredList<MggEntry>;
  private readonly roots: readonly string[] | null;
  /** Where pre-training puts generators. */
  private readonly ownFolder: string;

  constructor(store: Store, roots: readonly string[] | null) {
    this.store = store;
    this.entries = storedList(store, 'mggs', entrySchema);
    this.roots = roots;
    this.ownFolder = path.join(path.dirname(store.path), 'mgg');
  }

  /** Pre-trained ones newest first, then imported ones, then those that ship. */
  async list(): Promise<MggRecord[]> {
    return Promise.all((await this.sources()).map((source) => this.toRecord(source)));
  }

  /** @throws LabError `not-found`, `bad-checkpoint`, or `bad-input` when it is registered already */
  async add({ name, path: asked }: CheckedInput<'addMgg'>): Promise<MggRecord> {
    const mgg = await confine(asked, this.roots);
    const known = (await this.sources()).find((source) => source.mgg === mgg);
    if (known) throw new LabError('bad-input', `${mgg} is already in the list, as ${known.name}.`);
    await readMgg(mggFile(mgg));
    const entry = { id: randomUUID(), name, mgg };
    this.entries.add(entry);
    return this.toRecord({ ...entry, origin: 'imported', runId: null });
  }

  /** @throws LabError `not-found`, or `bad-input` for one that was not imported */
  async remove(id: string): Promise<void> {
    if (this.entries.remove(id)) return;
    const known = (await this.sources()).find((source) => source.id === id);
    if (!known) throw notRegistered();
    throw new LabError(
      'bad-input',
      `${known.name} was not imported and stays.`,
      known.runId === null ? undefined : 'It is deleted with the run that trained it.',
    );
  }

  /**
   * @param which id, name or place in configurations of a generator, or the full path of one that is not listed
   * @throws LabError `not-found`, `bad-checkpoint`, `bad-input` (outside of the roots)
   */
  async export(which: string, format: MggFormat): Promise<ExportedMgg> {
    const { name, mgg } = await this.locate(which);
    return exportMgg(name, mgg, format);
  }

  /**
   * Name of a generator, and its name in configurations.
   * @param which as in `export`
   * @throws LabError `not-found`, `bad-input` (outside of the roots)
   */
  async locate(which: string): Promise<Pick<MggRecord, 'name' | 'mgg'>> {
    const known = (await this.sources()).find(({ id, name, mgg }) => [id, name, mgg].includes(which));
    if (known) {
      await this.requireVisible(known);
      return known;
    }
    if (isNameOfMgg(which)) return { name: which, mgg: which };
    if (!path.isAbsolute(which)) throw notRegistered();
    return { name: path.parse(which).name, mgg: await confine(which, this.roots) };
  }

  private async sources(): Promise<MggSource[]> {
    const imported = this.entries.read().map((entry): MggSource => ({ ...entry, origin: 'imported', runId: null }));
    return [...this.pretrained(), ...imported, ...(await embeddedMggs())];
  }

  /** An imported run may say anything about where its generator lies. */
  private async requireVisible({ origin, mgg }: MggSource): Promise<void> {
    if (origin === 'pretrained' && this.roots) await confine(mgg, [...this.roots, this.ownFolder], this.roots);
  }

  private pretrained(): MggSource[] {
    const runs = this.store.listRuns({ kind: 'pretrain' });
    const apart = namesApart(runs);
    return runs.flatMap((run): MggSource[] => {
      if (run.kind !== 'pretrain' || run.status !== 'done' || run.summary === null) return [];
      const { output } = run.summary;
      return [{ id: run.id, name: apart.get(run.id) ?? run.name, mgg: output, origin: 'pretrained', runId: run.id }];
    });
  }

  private async toRecord(source: MggSource): Promise<MggRecord> {
    try {
      await this.requireVisible(source);
      return { ...source, ...(await readMgg(mggFile(source.mgg))), problem: null };
    } catch (error) {
      return { ...source, ...unknown, problem: toErrorMessage(error).message };
    }
  }
}

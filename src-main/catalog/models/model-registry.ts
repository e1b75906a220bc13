import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CheckedInput } from '../../../src-shared/api/contract.ts';
import type { ModelDescription, ModelRecord } from '../../../src-shared/api/data.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { arithmeticText, modelReadingSchema, type ModelReading } from '../../../src-shared/model-reading.ts';
import { embeddedModels, isNameOfModel, modelFile } from '../../platform/package-root.ts';
import { readModel } from '../../jobs/reader/foreign-files.ts';
import type { SourceModelFacts } from '../../models/load-model.ts';
import type { Store } from '../../store/store.ts';
import { confine } from '../datasets/confine.ts';
import { storedList, type StoredList } from '../stored-list.ts';
import { cleanAccuracy } from './clean-accuracy.ts';
import { FileFacts } from './file-facts.ts';
import { KnownCheckpoints } from './known-checkpoints.ts';

const entrySchema = z.object({
  id: z.string(),
  name: z.string(),
  model: z.string(),
  /** The user's answers about it when it was added. */
  reading: modelReadingSchema.exactOptional(),
});
type ModelEntry = z.output<typeof entrySchema>;

const embedded = Object.entries(embeddedModels).map(([model, { title }]): ModelEntry => ({
  id: model,
  name: title,
  model,
}));
const unknown: Omit<SourceModelFacts, 'contents' | 'tensors'> = {
  architecture: '',
  parameters: 0,
  adapted: 0,
  classes: 0,
  imageSize: 0,
  normalisation: null,
  parts: [],
};

/** Nothing said is kept as nothing. */
function answered(reading: ModelReading | undefined): { readonly reading?: ModelReading } {
  return reading && Object.keys(reading).length > 0 ? { reading } : {};
}

/** The files of the models that the user registered. */
export function registeredModels(store: Store): string[] {
  return storedList(store, 'models', entrySchema)
    .read()
    .map(({ model }) => model);
}

/** The source models that the user registered, beside the embedded ones. */
export class ModelRegistry {
  private readonly entries: StoredList<ModelEntry>;
  private readonly roots: readonly string[] | null;
  private readonly store: Store;
  private readonly files = new FileFacts<SourceModelFacts, ModelReading>(readModel);
  private readonly checkpoints: KnownCheckpoints;

  constructor(store: Store, roots: readonly string[] | null) {
    this.store = store;
    this.entries = storedList(store, 'models', entrySchema);
    this.roots = roots;
    this.checkpoints = new KnownCheckpoints(store);
  }

  /** All models, the embedded ones first, and what keeps any of them from being used now. */
  list(): Promise<ModelRecord[]> {
    return Promise.all([...embedded, ...this.entries.read()].map((entry) => this.toRecord(entry)));
  }

  /** The model with this id, name or place in configurations; undefined for none. */
  find(which: string): ModelEntry | undefined {
    return [...embedded, ...this.entries.read()].find(({ id, name, model }) => [id, name, model].includes(which));
  }

  /** @throws LabError `not-found`, `bad-checkpoint`, `unanswered`, or `bad-input` when it is registered already */
  async add({ name, path, reading }: CheckedInput<'addModel'>): Promise<ModelRecord> {
    const model = await confine(path, this.roots);
    const known = this.entries.read().find((entry) => entry.model === model);
    if (known) throw new LabError('bad-input', `${model} is already registered, as ${known.name}.`);
    await this.files.of(model, reading);
    const entry = { id: randomUUID(), name, model, ...answered(reading) };
    this.entries.add(entry);
    return this.toRecord(entry);
  }

  /**
   * Gives a model another name and other answers, and says which published checkpoint it is; runs keep what they were
   * computed with.
   * @throws LabError as `add`, or `bad-input` for an embedded model
   */
  async edit({ id, name, reading, checkpoint }: CheckedInput<'editModel'>): Promise<ModelRecord> {
    if (isNameOfModel(id)) throw new LabError('bad-input', 'A model that comes with the lab stays as it is.');
    const known = this.entries.read().find((entry) => entry.id === id);
    if (!known) throw new LabError('not-found', 'This model is not registered any more.');
    const { facts, hash } = await this.files.of(known.model, reading);
    if (checkpoint !== undefined) this.checkpoints.declare({ ...facts, hash }, checkpoint);
    const entry = { id, name, model: known.model, ...answered(reading) };
    if (!this.entries.replace(entry)) throw new LabError('not-found', 'This model is not registered any more.');
    return this.toRecord(entry);
  }

  /** How a file would be read. @throws LabError `not-found`, `bad-checkpoint`, `unanswered` */
  async inspect({ path, reading }: CheckedInput<'inspectModel'>): Promise<ModelDescription> {
    const {
      normalisation: _,
      tensors: _tensors,
      ...description
    } = await readModel(await confine(path, this.roots), reading);
    return description;
  }

  /** @throws LabError `not-found`, or `bad-input` for an embedded model */
  remove(id: string): void {
    if (isNameOfModel(id)) throw new LabError('bad-input', 'A model that comes with the lab stays.');
    if (!this.entries.remove(id)) throw new LabError('not-found', 'This model is not registered any more.');
  }

  private async toRecord(entry: ModelEntry): Promise<ModelRecord> {
    const known = await this.files.factsOf(modelFile(entry.model), entry.reading);
    const builtIn = isNameOfModel(entry.id);
    if ('problem' in known) {
      return { ...entry, builtIn, ...unknown, checkpoint: null, cleanAccuracy: null, hash: '', problem: known.problem };
    }
    const { hash } = known;
    const { tensors, contents: _, ...facts } = known.facts;
    const measured = cleanAccuracy(this.store, hash, arithmeticText(facts.parts));
    const checkpoint = this.checkpoints.find({ hash, tensors });
    return { ...entry, builtIn, ...facts, checkpoint, cleanAccuracy: measured, hash, problem: null };
  }
}

import path from 'node:path';
import type { Lab } from '../../src-main/app/open-lab.ts';
import { configure, configurePretraining } from '../../src-main/runs/configure.ts';
import type { PretrainRun, RunRecord } from '../../src-shared/records.ts';
import { mggSeeds } from '../quickstart/plan.ts';
import { configOf, pretrainingOf, seeds, shippedFile, type Condition, type Recipe } from './plan.ts';
import { generatorRow, type Measured, type Row } from './rows.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** Whether gradients are recorded, which is no part of what a run is known by. */
const hasRecords = (config: RunRecord['config']): boolean =>
  'gradientRecords' in config && config.gradientRecords !== null;

/** Computes what is not known yet, each run under its identity, and reads what is. */
export class Laboratory {
  readonly #lab: Lab;
  /** Runs at a time. */
  readonly #atOnce: number;
  /** Whether something that isn't there is computed. */
  readonly #computes: boolean;

  constructor(lab: Lab, { atOnce, computes }: { readonly atOnce: number; readonly computes: boolean }) {
    this.#lab = lab;
    this.#atOnce = atOnce;
    this.#computes = computes;
  }

  /** A stored run with this configuration: done, else interrupted. */
  async #known(kind: RunRecord['kind'], config: RunRecord['config']): Promise<RunRecord | undefined> {
    const { identities } = this.#lab.services;
    const { identity } = await identities.of(kind, config);
    const same = (await identities.runs()).filter((run) => run.identity === identity);
    const isRecorded = hasRecords(config);
    const done = same.filter(({ status }) => status === 'done');
    const known = done.find(({ id }) => !isRecorded || this.#lab.contents(id).gradients.length > 0);
    const begun = same.filter(({ status, attempts }) => status === 'interrupted' && attempts > 0);
    return known ?? begun.find((run) => !isRecorded || hasRecords(run.config));
  }

  /** Waits for a run: one that is there, gone on with where it was left, or a new one. Undefined where nothing is computed. */
  async #finish(
    name: string,
    known: RunRecord | undefined,
    start: () => Promise<RunRecord>,
  ): Promise<RunRecord | undefined> {
    if (known?.status === 'done') return known;
    if (!this.#computes) return undefined;
    const { id } = known ? await this.#lab.api.resumeRun({ id: known.id }) : await start();
    const run = await this.#lab.finished(id);
    if (run.status !== 'done') throw new Error(`${name} (${id}) ended as ${run.status}.`);
    console.log(`${name}: done`);
    return run;
  }

  async #adapt(condition: Condition, place: number, mgg: string | null): Promise<Measured | undefined> {
    const input = configOf(condition, place, mgg);
    const seed = seeds[place] ?? place;
    const name = [condition.name, condition.streams, condition.lr, seed].filter((part) => part !== null).join(' ');
    const known = await this.#known('adapt', (await configure(input)).config);
    const labels = { name, group: `study, ${condition.streams}` };
    const run = await this.#finish(name, known, () => this.#lab.services.starter.startRun(input, labels));
    return run && { condition, seed, contents: this.#lab.contents(run.id) };
  }

  /** All runs of conditions in their order, as many at a time as the lab computes. */
  async adapt(conditions: readonly Condition[], generatorOf: GeneratorFinder): Promise<Measured[]> {
    const wanted = conditions.flatMap((condition) => seeds.map((_, place) => ({ condition, place })));
    const runs: (Measured | undefined)[] = [];
    const open = wanted.entries();
    const work = async (): Promise<void> => {
      for (const [index, { condition, place }] of open) {
        const mgg = condition.generator === null ? null : await generatorOf(condition.generator, place);
        if (mgg !== undefined) runs[index] = await this.#adapt(condition, place, mgg);
      }
    };
    await Promise.all(Array.from({ length: this.#atOnce }, work));
    return runs.filter((run) => run !== undefined);
  }

  /** The generator of a recipe; undefined where it is not there and nothing is to be computed. */
  async pretrain(recipe: Recipe, place: number): Promise<PretrainRun | undefined> {
    const input = pretrainingOf(recipe, place);
    const name = `MGG ${recipe.name}, ${place + 1}`;
    const known = await this.#known('pretrain', configurePretraining(input));
    const labels = { name, group: 'study, generators' };
    const run = await this.#finish(name, known, () => this.#lab.services.starter.startPretraining(input, labels));
    return run?.kind === 'pretrain' ? run : undefined;
  }

  /** Facts of a recipe's generators, as far as they exist. */
  async generators(recipe: Recipe): Promise<Row[]> {
    const rows: Row[] = [];
    for (const [place, seed] of mggSeeds.entries()) {
      const run = await this.pretrain(recipe, place);
      if (!run?.summary) continue;
      const view = await this.#lab.api.openGenerator({ mgg: run.summary.output, record: null });
      rows.push(generatorRow({ recipe: recipe.name, seed }, this.#lab.contents(run.id).epochs, view));
    }
    return rows;
  }

  /** The same of those that ship with the lab. */
  async shipped(): Promise<Row[]> {
    const rows: Row[] = [];
    for (const [place, seed] of mggSeeds.entries()) {
      const view = await this.#lab.api.openGenerator({ mgg: shippedPath(place), record: null });
      rows.push(generatorRow({ recipe: 'shipped', seed }, [], view));
    }
    return rows;
  }
}

const shippedPath = (place: number): string => path.join(root, 'resources', 'quickstart', shippedFile(place));

/** The file of a generator. @param place of the seed */
export type GeneratorFinder = (source: string, place: number) => Promise<string | undefined>;

/** Shipped generators; those of recipes are made first. */
export function generatorFinder(laboratory: Laboratory, recipes: readonly Recipe[]): GeneratorFinder {
  const made = new Map<string, Promise<PretrainRun | undefined>>();
  return async (source, place) => {
    if (source === 'shipped') return shippedPath(place);
    const recipe = recipes.find(({ name }) => name === source);
    if (!recipe) throw new Error(`There is no recipe '${source}'.`);
    const key = `${source} ${place}`;
    const run = made.get(key) ?? laboratory.pretrain(recipe, place);
    made.set(key, run);
    return (await run)?.summary?.output;
  };
}

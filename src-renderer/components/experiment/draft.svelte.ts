import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import type { DatasetConfig, RunConfig } from '../../../src-shared/run-config.ts';
import type { CallInput } from '../../../src-shared/api/contract.ts';
import { datasets, engines, methods } from '../../lab/lists.svelte.ts';
import { settings } from '../../lab/settings.svelte.ts';
import { persisted } from '../../state/persisted.svelte.ts';
import { shiftLabel } from '../../texts/corruptions.ts';
import { t } from '../../texts/index.ts';
import { optionValue, type OptionValues } from '../forms/option-values.ts';
import { followModel, type ChosenModel } from '../models/chosen-model.ts';
import { datasetId, imagesOf, withinDataset } from './dataset-choice.ts';
import {
  allSpecs,
  emptyForm,
  experimentFormSchema,
  formOf,
  plannedRuns,
  type ExperimentForm,
  type PlannedRun,
} from './form-state.ts';
import { formProblems, places, type Problem } from './problems.ts';
import { RunCheck } from './run-check.svelte.ts';

type Texts = Readonly<Record<string, string>>;

/** What the form must still be given by other lists before it can say anything. */
const stored = persisted('new-experiment', experimentFormSchema, emptyForm);

/** Takes over what is said of a model now, where the form still has what was said before. */
export function followModelInDraft(before: ChosenModel, after: ChosenModel): void {
  if (stored.ready) followModel(stored.current, before, after);
}

/** The experiment being put together: the form, what it asks for, and what is in the way of it. */
export class ExperimentDraft {
  readonly check = new RunCheck();
  /** What fields hold that is no number, by setting; by method and option. */
  fieldTexts = $state.raw<Texts>({});
  methodTexts = $state.raw<Readonly<Record<string, Texts>>>({});

  /** Values of the lab's settings that stand in for the defaults of a run. */
  readonly defaults = $derived.by((): OptionValues => {
    const { value } = settings;
    return value ? { engine: value.engine, threads: value.threads } : {};
  });
  readonly methods = $derived<readonly MethodInfo[]>(methods.value ?? []);
  readonly chosen = $derived(this.methods.filter(({ id }) => this.form.methods.includes(id)));
  readonly needsMgg = $derived(this.chosen.some(({ needs }) => needs.includes('mgg')));
  readonly formProblems = $derived(
    formProblems(this.form, {
      methods: this.methods,
      settings: allSpecs(this.defaults),
      texts: this.fieldTexts,
      methodTexts: this.methodTexts,
    }),
  );
  readonly runs = $derived<readonly PlannedRun[]>(
    this.ready && this.formProblems.length === 0 ? plannedRuns(this.form, this.methods, this.defaults) : [],
  );
  readonly problems = $derived<readonly Problem[]>([
    ...this.formProblems,
    ...this.#engineProblem(),
    ...this.#labProblems(),
  ]);
  /** Images over all runs. */
  readonly images = $derived.by(() => {
    const id = datasetId(datasets.value ?? [], this.form.dataset);
    const record = datasets.value?.find((candidate) => candidate.id === id);
    const available = record && imagesOf(record, this.form.dataset);
    const asked = this.form.settings['images'];
    const perShift = typeof asked === 'number' ? asked : available;
    const runs = this.chosen.length * this.form.seeds.length;
    return perShift === undefined ? undefined : runs * this.form.shifts.length * perShift;
  });
  readonly streams = $derived(
    this.form.settings['order'] === 'mixed' ? Math.min(1, this.form.shifts.length) : this.form.shifts.length,
  );

  get form(): ExperimentForm {
    return stored.current;
  }

  /** False until what was kept has been read and the methods are known. */
  get ready(): boolean {
    return stored.ready && methods.value !== undefined;
  }

  replace(form: ExperimentForm): void {
    stored.current = form;
    this.fieldTexts = {};
    this.methodTexts = {};
  }

  /** Takes another dataset, and as many images of it as it has, at most. */
  chooseDataset(dataset: DatasetConfig): void {
    const id = datasetId(datasets.value ?? [], dataset);
    const record = datasets.value?.find((candidate) => candidate.id === id);
    stored.current.dataset = dataset;
    if (record) stored.current.settings = withinDataset(this.form.settings, imagesOf(record, dataset));
  }

  reset(): void {
    this.replace(emptyForm());
  }

  /** Takes over the settings of given runs. @returns false if one form can't hold them all */
  load(configs: readonly [RunConfig, ...RunConfig[]]): boolean {
    const { form, complete } = formOf(configs, this.methods, this.defaults);
    this.replace(form);
    return complete;
  }

  /** What `startRuns` takes. @param taken names of groups that are there already */
  starts(taken: ReadonlySet<string>): CallInput<'startRuns'>['runs'] {
    const { name, tags, notes } = this.form;
    const given = name.trim();
    const group = given === '' ? this.#groupName(taken) : given;
    const several = this.runs.length > 1;
    return this.runs.map((run) => ({
      config: run.config,
      labels: {
        name: several || given === '' ? run.name : given,
        ...(several ? { group } : {}),
        ...(tags.length > 0 ? { tags: [...tags] } : {}),
        ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
      },
    }));
  }

  #groupName(taken: ReadonlySet<string>): string {
    const { shifts, dataset } = this.form;
    const [first] = shifts;
    const data =
      shifts.length === 1 && first
        ? shiftLabel(first.corruption, first.severity)
        : t.newExperiment.shifts.count(shifts.length);
    const record = datasets.value?.find(({ id }) => id === datasetId(datasets.value ?? [], dataset));
    const base = [record?.name, data].filter(Boolean).join(', ');
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base} (${count})`;
    return name;
  }

  #engineProblem(): Problem[] {
    const spec = allSpecs(this.defaults).find(({ name }) => name === 'engine')!;
    const report = engines.value?.find(({ id }) => id === optionValue(spec, this.form.settings));
    if (report?.available !== false) return [];
    return [{ place: places.stream, text: report.reason ?? t.newExperiment.engines.unavailable, hint: report.hint }];
  }

  /** What the lab found wrong: said once where it is the same for all methods. */
  #labProblems(): Problem[] {
    const { problems } = this.check;
    const [first] = problems;
    const same = first && problems.length > 1 && problems.every(({ error }) => error.message === first.error.message);
    return (same ? [first] : problems).map(({ error: { code, message, hint } }) => ({
      place: code === 'bad-option' ? places.stream : places.data,
      text: message,
      hint,
      ...(code === 'unanswered' ? { model: this.form.model } : {}),
    }));
  }
}

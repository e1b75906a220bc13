import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import type { CallInput } from '../../../src-shared/api/contract.ts';
import type { DatasetConfig, RunConfig, Shift } from '../../../src-shared/run-config.ts';
import { datasets, engines, methods, ownCorruptions } from '../../lab/lists.svelte.ts';
import { persisted } from '../../state/persisted.svelte.ts';
import type { Sweep } from '../../../src-shared/sweeps/sweep.ts';
import { variableSettings } from '../../../src-shared/sweeps/variables.ts';
import { shiftLabel } from '../../texts/corruptions.ts';
import { t } from '../../texts/index.ts';
import { FormDraft } from '../forms/form-draft.svelte.ts';
import { LabCheck } from '../forms/lab-check.svelte.ts';
import { numbersText, parseNumbers } from '../forms/number-list.ts';
import { PageDraft } from '../forms/page-draft.svelte.ts';
import type { FormProblem } from '../forms/summary.ts';
import { FieldDraft } from '../ui/field-draft.svelte.ts';
import { checkRuns, estimateRuns, estimateSweep } from './check-runs.ts';
import { fewestImages, imagesUnder, isSource, recordOf, withinDataset } from './dataset-choice.ts';
import { allSpecs, emptyForm, experimentFormSchema, formOf, plannedRuns, sequenceOf } from './form-state.ts';
import type { ExperimentForm, PlannedRun } from './form-state.ts';
import { parseSeeds, seedsText } from './seeds.ts';
import { sweepFormSchema } from './sweep-choice.ts';
import { formOfSweep, isSweep, sizeOf, sweepOf, sweepSpecs } from './sweep-form.ts';
import { shiftsFor } from './shift-grid.ts';

/** Ids of parts of the page, where problems are mended. */
export const places = {
  data: 'experiment-data',
  methods: 'experiment-methods',
  shifts: 'experiment-shifts',
  stream: 'experiment-stream',
  sweep: 'experiment-sweep',
  classMask: 'experiment-class-mask',
} as const;

const mostClasses = 100_000;
const variable = new Set(variableSettings.map(({ name }) => name));

const usualSweep = sweepFormSchema.parse({});

/** Contents of a form: runs, and their sweep where settings vary. */
interface Asked {
  readonly runs: readonly PlannedRun[];
  readonly sweep: Sweep | undefined;
}

export const keptExperiment = persisted('new-experiment', experimentFormSchema, emptyForm);

/** The experiment being put together: the form, what it asks for, and what is in the way of it. */
export class ExperimentDraft extends PageDraft<ExperimentForm> {
  readonly seeds = new FieldDraft<readonly number[]>({
    get: () => this.form.seeds,
    set: (seeds) => (this.form.seeds = [...seeds]),
    print: seedsText,
    parse: parseSeeds,
    check: (seeds) => (seeds ? undefined : t.newExperiment.seeds.problem),
  });
  readonly classMask = new FieldDraft<ExperimentForm['classMask']>({
    get: () => this.form.classMask,
    set: (classes) => (this.form.classMask = classes),
    print: (classes) => numbersText(classes ?? []),
    parse: (text) => (text.trim() === '' ? null : parseNumbers(text, mostClasses)?.sort((a, b) => a - b)),
    check: (classes) => (classes === undefined ? t.newExperiment.data.classMask.problem : undefined),
  });
  readonly #options: Partial<Record<string, FormDraft>> = {};
  /** Numbers of the sweep. */
  readonly sweepNumbers = new FormDraft({
    specs: () => sweepSpecs(t.newExperiment.sweep, t.newExperiment.sweep.never),
    values: () => ({ trials: this.form.sweep.trials, pruneAfter: this.form.sweep.pruneAfter }),
    write: ({ trials = usualSweep.trials, pruneAfter = usualSweep.pruneAfter }) =>
      Object.assign(this.form.sweep, {
        trials: Number(trials),
        pruneAfter: pruneAfter === null ? null : Number(pruneAfter),
      }),
  });

  readonly methods = $derived<readonly MethodInfo[]>(methods.value ?? []);
  readonly chosen = $derived(this.methods.filter(({ id }) => this.form.methods.includes(id)));
  /** Whether a setting is tried out. */
  readonly varies = $derived(isSweep(this.form));
  readonly needsMgg = $derived(this.chosen.some(({ needs }) => needs.includes('mgg')));
  readonly #formProblems = $derived.by((): FormProblem[] => {
    const { problems, data, seeds } = t.newExperiment;
    const { methods: inMethods, shifts, stream, classMask } = places;
    const found = (place: string, label: string, problem: string | undefined): FormProblem[] =>
      problem === undefined ? [] : [{ place, text: `${label}: ${problem}` }];
    return [
      ...(this.chosen.length === 0 ? [{ place: inMethods, text: problems.noMethod }] : []),
      ...this.chosen.flatMap(({ id, name }) =>
        this.options(id).problems.map((text) => ({ place: inMethods, text: `${name}, ${text}` })),
      ),
      ...(this.form.shifts.length === 0 ? [{ place: shifts, text: problems.noShift }] : []),
      ...this.settings.problems.map((text) => ({ place: stream, text })),
      ...found(classMask, data.classMask.label, this.classMask.problem),
      ...found(stream, seeds.label, this.seeds.problem),
      ...(this.varies ? this.sweepNumbers.problems.map((text) => ({ place: places.sweep, text })) : []),
    ];
  });
  readonly #valid = $derived(this.ready && this.#formProblems.length === 0);
  readonly runs = $derived<readonly PlannedRun[]>(
    this.#valid ? plannedRuns(this.form, this.methods, this.defaults) : [],
  );
  readonly sweep = $derived.by((): Sweep | undefined => {
    const [first, ...rest] = this.runs;
    return first && this.varies ? sweepOf(this.form, [first, ...rest], this.#sweepName()) : undefined;
  });
  readonly sweepSize = $derived(this.sweep && sizeOf(this.sweep, this.methods));
  readonly check = new LabCheck<Asked>({
    asked: () => (this.runs.length === 0 ? undefined : { runs: this.runs, sweep: this.sweep }),
    check: ({ runs }, signal) => checkRuns(runs, signal),
    estimate: ({ runs, sweep }, signal) => (sweep ? estimateSweep(sweep, signal) : estimateRuns(runs, signal)),
  });
  readonly problems = $derived<readonly FormProblem[]>([
    ...this.#formProblems,
    ...this.#engineProblem(),
    ...this.#labProblems(),
  ]);
  /** Record of the dataset, where it is registered. */
  readonly record = $derived(recordOf(datasets.value ?? [], this.form.dataset));
  readonly domains = $derived(this.form.dataset.kind === 'folder' && this.form.dataset.domains === true);
  /** The streams of each run, for the first of the seeds. */
  readonly planned = $derived(sequenceOf(this.form));
  /** Images over all runs. */
  readonly images = $derived.by(() => {
    const asked = this.form.settings['images'];
    const { record } = this;
    const perShift = (shift: Shift): number =>
      typeof asked === 'number' ? asked : record ? imagesUnder(record, this.form.dataset, shift) : NaN;
    const images = this.planned.flatMap(({ shifts }) => shifts).reduce((sum, shift) => sum + perShift(shift), 0);
    return Number.isNaN(images) ? undefined : this.chosen.length * this.form.seeds.length * images;
  });

  constructor() {
    super(keptExperiment, allSpecs, {
      may: (name) => variable.has(name),
      get: () => this.form.vary,
      write: (variations) => (this.form.vary = variations),
    });
  }

  /** False until what was kept has been read and the methods are known. */
  override get ready(): boolean {
    return super.ready && methods.value !== undefined;
  }

  /** The options of a method, as fields. */
  options(id: string): FormDraft {
    return (this.#options[id] ??= new FormDraft({
      specs: () => this.methods.find((method) => method.id === id)?.options ?? [],
      values: () => this.form.options[id] ?? {},
      write: (values) => (this.form.options = { ...this.form.options, [id]: values }),
      vary: {
        may: () => true,
        get: () => this.form.varyOptions[id] ?? {},
        write: (variations) => (this.form.varyOptions = { ...this.form.varyOptions, [id]: variations }),
      },
    }));
  }

  /** Chooses a method or leaves it out; they stay in the order of the lab's tables. */
  choose(id: string, on: boolean): void {
    const chosen = this.form.methods;
    this.form.methods = this.methods
      .map((method) => method.id)
      .filter((other) => (other === id ? on : chosen.includes(other)));
    if (!on) this.options(id).forget();
  }

  override replace(form: ExperimentForm): void {
    super.replace(form);
    for (const draft of [this.seeds, this.classMask, this.sweepNumbers, ...Object.values(this.#options)])
      draft?.forget();
  }

  /** Takes another dataset, as many images of it as it has, at most, and the shifts that it has. */
  chooseDataset(dataset: DatasetConfig): void {
    this.form.dataset = dataset;
    const { record } = this;
    if (!record) return;
    this.form.settings = withinDataset(this.form.settings, fewestImages(record, dataset));
    this.form.shifts = shiftsFor(
      this.form.shifts,
      record.stored,
      (shift) => isSource(dataset, shift),
      ownCorruptions.value,
    );
  }

  /** Takes over the settings of given runs. @returns false if one form can't hold them all */
  load(configs: readonly [RunConfig, ...RunConfig[]]): boolean {
    const { form, complete } = formOf(configs, this.methods, this.defaults);
    this.replace(form);
    return complete;
  }

  /** Takes over a sweep. @returns false if one form can't hold all of it */
  loadSweep(sweep: Sweep): boolean {
    const { form, complete } = formOfSweep(sweep, this.methods, this.defaults);
    this.replace(form);
    return complete;
  }

  /** Input of `startRuns`. @param taken names of groups that are there already */
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

  /** Name of the sweep: the one entered, else the settings that are tried out and the data. */
  #sweepName(): string {
    const given = this.form.name.trim();
    if (given !== '') return given.slice(0, 100);
    const labels = (draft: FormDraft, varied: object): string[] =>
      Object.keys(varied).map((name) => draft.field(name).spec.label);
    const options = this.chosen.flatMap(({ id }) => labels(this.options(id), this.form.varyOptions[id] ?? {}));
    const names = [...options, ...labels(this.settings, this.form.vary)].filter(
      (name, i, all) => all.indexOf(name) === i,
    );
    return `${names.join(', ')}: ${this.#dataName()}`.slice(0, 100);
  }

  #dataName(): string {
    const { shifts } = this.form;
    const [first] = shifts;
    const data =
      shifts.length === 1 && first
        ? shiftLabel(first.corruption, first.severity)
        : t.newExperiment.shifts.count(shifts.length);
    return [this.record?.name, data].filter(Boolean).join(', ');
  }

  #groupName(taken: ReadonlySet<string>): string {
    const base = this.#dataName();
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base} (${count})`;
    return name;
  }

  #engineProblem(): FormProblem[] {
    const report = engines.value?.find(({ id }) => id === this.settings.field('engine').value);
    if (report?.available !== false) return [];
    return [{ place: places.stream, text: report.reason ?? t.newExperiment.engines.unavailable, hint: report.hint }];
  }

  #labProblems(): FormProblem[] {
    return this.check.problems.map(({ code, message, hint }) => ({
      place: code === 'bad-option' ? places.stream : places.data,
      text: message,
      hint,
      ...(code === 'unanswered' ? { model: this.form.model } : {}),
    }));
  }
}

import { z } from 'zod';
import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import { datasetSchema, runConfigSchema, shiftSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { plannedStreams, type PlannedStream } from '../../../src-shared/runs/streams.ts';
import { safely } from '../../../src-shared/safely.ts';
import { variationSchema } from '../../../src-shared/sweeps/sweep.ts';
import { allValues, changedValues, namesIn, settingsOnPage, type OptionValues } from '../forms/option-values.ts';
import { sweepFormSchema } from './sweep-choice.ts';

const optionValuesSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]));

const variationsSchema = z.record(z.string(), variationSchema);

/** User input in New experiment; one run is made for each method and seed, or a sweep where settings vary. */
export const experimentFormSchema = z.strictObject({
  name: z.string(),
  tags: z.array(z.string()),
  notes: z.string(),
  dataset: datasetSchema,
  model: z.string(),
  /** Answers about that model from when it was added. */
  reading: runConfigSchema.shape.reading,
  mgg: z.string(),
  methods: z.array(z.string()),
  /** By method; only what differs from its defaults. */
  options: z.record(z.string(), optionValuesSchema),
  shifts: z.array(shiftSchema),
  /** Settings of the run besides those above; only what differs from the defaults. */
  settings: optionValuesSchema,
  seeds: z.array(z.int().nonnegative()),
  classMask: runConfigSchema.shape.classMask.unwrap(),
  orderFile: runConfigSchema.shape.orderFile,
  oodFolder: runConfigSchema.shape.oodFolder,
  /** Settings that are tried out: those of runs, and by method its own. */
  vary: variationsSchema.default({}),
  varyOptions: z.record(z.string(), variationsSchema).default({}),
  sweep: sweepFormSchema.prefault({}),
});
export type ExperimentForm = z.output<typeof experimentFormSchema>;

/** A small first experiment on the embedded data. */
export function emptyForm(): ExperimentForm {
  return {
    name: '',
    tags: [],
    notes: '',
    dataset: { kind: 'quickstart', split: 'test' },
    model: 'quickstart',
    mgg: 'quickstart',
    methods: ['noadapt', 'mgtta'],
    options: { mgtta: { lr: 0.01 } },
    shifts: [{ corruption: 'gaussian_noise', severity: 5 }],
    settings: { images: 1000 },
    seeds: [2020],
    classMask: null,
    orderFile: null,
    oodFolder: null,
    vary: {},
    varyOptions: {},
    sweep: sweepFormSchema.parse({}),
  };
}

/** Settings of the run as they stand on the page; `advanced` are those that few change. */
export const settingGroups = {
  stream: namesIn(runConfigSchema, 'stream'),
  compute: namesIn(runConfigSchema, 'compute'),
  advanced: namesIn(runConfigSchema, 'advanced'),
};

export const allSpecs = settingsOnPage(runConfigSchema, settingGroups);

/** The streams that a form asks for, with its first seed; none while a setting is not valid. */
export function sequenceOf({ settings, shifts, seeds }: ExperimentForm): PlannedStream[] {
  const { order, shiftOrder, course, rounds } = runConfigSchema.shape;
  const asked = safely(z.object({ order, shiftOrder, course, rounds }), settings);
  return asked.success ? plannedStreams({ ...asked.data, shifts, seed: seeds[0] ?? 0 }) : [];
}

/** A run that the form asks for. */
export interface PlannedRun {
  readonly method: MethodInfo;
  readonly seed: number;
  readonly name: string;
  readonly config: RunConfig;
}

/**
 * The runs of a form, seed by seed within each method. The form's values must be valid.
 * @param methods all methods of the lab @param defaults see `settingsOnPage`
 */
export function plannedRuns(
  form: ExperimentForm,
  methods: readonly MethodInfo[],
  defaults: OptionValues,
): PlannedRun[] {
  const settings = allValues(allSpecs(defaults), form.settings);
  const chosen = methods.filter(({ id }) => form.methods.includes(id));
  return chosen.flatMap((method) =>
    form.seeds.map((seed) => ({
      method,
      seed,
      name: form.seeds.length > 1 ? `${method.name}, seed ${seed}` : method.name,
      config: runConfigSchema.parse({
        dataset: form.dataset,
        model: form.model,
        ...(form.reading ? { reading: form.reading } : {}),
        mgg: method.needs.includes('mgg') ? form.mgg : null,
        method: method.id,
        options: allValues(method.options, form.options[method.id] ?? {}),
        shifts: form.shifts,
        classMask: form.classMask,
        orderFile: form.orderFile,
        oodFolder: form.oodFolder,
        seed,
        ...settings,
      }),
    })),
  );
}

/**
 * The form that asks for given runs. What one form can't hold, e.g. another batch size per method, is taken from the first.
 * @returns also whether it asks for exactly these runs
 */
export function formOf(
  configs: readonly [RunConfig, ...RunConfig[]],
  methods: readonly MethodInfo[],
  defaults: OptionValues,
): { readonly form: ExperimentForm; readonly complete: boolean } {
  const [first] = configs;
  const infos = new Map(methods.map((method) => [method.id, method]));
  const perMethod = Map.groupBy(configs, ({ method }) => method);
  const options = [...perMethod].map(
    ([id, [config]]) => [id, changedValues(infos.get(id)?.options ?? [], config?.options ?? {})] as const,
  );
  const needsMgg = ({ method }: RunConfig): boolean => infos.get(method)?.needs.includes('mgg') ?? false;
  // That of a method which uses one, where there is any.
  const generators = configs
    .toSorted((a, b) => Number(needsMgg(b)) - Number(needsMgg(a)))
    .flatMap(({ mgg }) => mgg ?? []);
  const form: ExperimentForm = {
    ...emptyForm(),
    dataset: first.dataset,
    model: first.model,
    ...(first.reading ? { reading: first.reading } : {}),
    mgg: generators[0] ?? 'quickstart',
    methods: [...perMethod.keys()],
    options: Object.fromEntries(options.filter(([, values]) => Object.keys(values).length > 0)),
    shifts: first.shifts,
    settings: changedValues(allSpecs(defaults), first),
    seeds: [...new Set(configs.map(({ seed }) => seed))],
    classMask: first.classMask,
    orderFile: first.orderFile,
    oodFolder: first.oodFolder,
  };
  return { form, complete: sameRuns(configs, plannedRuns(form, methods, defaults), infos) };
}

/**
 * Whether two lists ask for the same runs: options that one leaves out are at their defaults, and a generator is of no account to a
 * method without one.
 */
function sameRuns(
  configs: readonly RunConfig[],
  planned: readonly PlannedRun[],
  infos: ReadonlyMap<string, MethodInfo>,
): boolean {
  const text = (config: RunConfig): string => {
    const { needs = [], options: specs = [] } = infos.get(config.method) ?? {};
    const mgg = needs.includes('mgg') ? config.mgg : null;
    const options = Object.entries({ ...allValues(specs, config.options), ...config.options });
    return JSON.stringify({ ...config, mgg, options: options.sort(([a], [b]) => (a < b ? -1 : 1)) });
  };
  const made = new Set(planned.map(({ config }) => text(config)));
  const asked = new Set(configs.map((config) => text(runConfigSchema.parse(config))));
  return made.size === asked.size && [...asked].every((config) => made.has(config));
}

import type { TextFile } from '../../../src-shared/api/common.ts';
import type { MethodInfo, Preset } from '../../../src-shared/api/lab.ts';
import type { Sweep } from '../../../src-shared/sweeps/sweep.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { sweepJson } from '../../../src-shared/sweeps/sweep-files.ts';
import { lab } from '../../lab/client.ts';
import type { Query } from '../../router.svelte.ts';
import { t } from '../../texts/index.ts';
import { changedValues, type OptionValues } from '../forms/option-values.ts';
import type { Configs } from './read-config-file.ts';
import { allSpecs, type ExperimentForm, type PlannedRun } from './form-state.ts';
import { fewestImages, isSource, withinDataset } from './dataset-choice.ts';
import { shiftsFor } from './shift-grid.ts';
import { chooseModel } from '../models/chosen-model.ts';

/*
 * Ways to fill in the form: from a preset, runs to clone, and the address of the page; `read-config-file.ts` reads files.
 */

const texts = t.newExperiment;

/** The settings of runs as a file that `readConfigFile` and `lab run --config` read. */
export function configFile(runs: readonly PlannedRun[]): TextFile {
  const configs = runs.map(({ config }) => config);
  const text = JSON.stringify(configs.length === 1 ? configs[0] : configs, null, 2);
  return { name: 'experiment.json', mime: 'application/json', text: `${text}\n` };
}

/** A sweep as a file that `lab sweep` reads. */
export const sweepFile = (sweep: Sweep): TextFile => ({
  name: 'sweep.json',
  mime: 'application/json',
  text: sweepJson(sweep),
});

/** Settings of runs that are there. @throws LabError `not-found`, or `bad-input` for a pre-training */
export async function clonedConfigs(ids: readonly string[]): Promise<{ configs: Configs; name: string }> {
  const runs = await Promise.all(ids.map(async (id) => (await lab.getRun({ id })).run));
  const configs = runs.flatMap((run) => (run.kind === 'adapt' ? [run.config] : []));
  if (configs.length === 0) throw new LabError('bad-input', texts.clonePretraining);
  const name = runs.length === 1 ? runs[0]!.name : (runs[0]!.group ?? runs[0]!.name);
  return { configs: configs as unknown as Configs, name };
}

/** The form with choices of the address: `dataset`, `model`, `mgg` by id or as in a configuration, and `method`. */
export async function withChoices(
  form: ExperimentForm,
  choices: Omit<Query<'newExperiment'>, 'from' | 'chosen'>,
): Promise<ExperimentForm> {
  const { dataset, model, mgg, method } = choices;
  const next = { ...form };
  if (dataset !== undefined) {
    const record = (await lab.listDatasets({})).find(({ id }) => id === dataset);
    if (record) {
      next.dataset = record.config;
      next.settings = withinDataset(form.settings, fewestImages(record, record.config));
      const own = await lab.listOwnCorruptions({});
      next.shifts = shiftsFor(form.shifts, record.stored, (shift) => isSource(record.config, shift), own);
    }
  }
  if (model !== undefined) {
    const record = (await lab.listModels({})).find(({ id, model: file }) => id === model || file === model);
    chooseModel(next, record ?? { model });
  }
  if (mgg !== undefined) {
    next.mgg = (await lab.listMggs({})).find((record) => record.id === mgg || record.mgg === mgg)?.mgg ?? mgg;
  }
  if (method !== undefined) next.methods = method.split(',');
  return next;
}

/** The form with a preset's settings; what the preset leaves open, e.g. one's own dataset, stays. */
export function withPreset(
  form: ExperimentForm,
  { methods: ids, options, config }: Preset,
  methods: readonly MethodInfo[],
  defaults: OptionValues,
): ExperimentForm {
  const base = { ...form };
  if (config.model !== undefined) chooseModel(base, { model: config.model });
  const kept = Object.entries(form.settings).filter(([name]) => ['engine', 'threads'].includes(name));
  return {
    ...base,
    methods: methods.filter(({ id }) => ids.includes(id)).map(({ id }) => id),
    options: Object.fromEntries(
      methods.flatMap(({ id, options: own }) => {
        const changed = changedValues(own, options[id] ?? {});
        return Object.keys(changed).length === 0 ? [] : [[id, changed]];
      }),
    ),
    dataset: config.dataset ?? form.dataset,
    mgg: config.mgg ?? form.mgg,
    shifts: config.shifts ?? form.shifts,
    settings: { ...Object.fromEntries(kept), ...changedValues(allSpecs(defaults), config) },
    seeds: config.seed === undefined ? form.seeds : [config.seed],
    classMask: config.dataset === undefined ? form.classMask : null,
    orderFile: config.dataset === undefined ? form.orderFile : null,
    oodFolder: config.oodFolder ?? form.oodFolder,
  };
}

import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { RunWarning } from '../../../src-shared/api/runs.ts';
import { tasksOf } from '../../../src-shared/pretrain-tasks.ts';
import { configure, configurePretraining } from '../../runs/configure.ts';
import { checkRun, runWarnings } from '../../planning/check-run.ts';
import { DatasetFactsReader } from '../../planning/dataset-facts.ts';
import { estimatePretraining } from '../../planning/estimate-pretraining.ts';
import { estimateRuns } from '../../planning/estimate-runs.ts';
import { methodList, ownCorruptionList, ownFileList } from '../../planning/own-lists.ts';
import { ModelFactsReader } from '../../planning/model-facts.ts';
import { previewLabels } from '../../planning/preview-labels.ts';
import { presetList } from '../../planning/presets.ts';
import { SpeedBook } from '../../planning/speed-book.ts';
import { readQuickstartSettings } from '../../planning/quickstart.ts';
import type { ConfigConfinement } from './confine-config.ts';
import type { ApiContext } from './context.ts';

export type ExperimentsApi = Pick<
  LabApi,
  | 'listMethods'
  | 'listOwnCorruptions'
  | 'ownFiles'
  | 'checkMethod'
  | 'checkCorruption'
  | 'listPresets'
  | 'checkRun'
  | 'previewLabels'
  | 'estimateRuns'
  | 'estimatePretraining'
>;

/** Calls that New experiment needs before a run: methods, presets, checks and estimates. */
export function experimentsApi({ scheduler: { spare }, store, chooser, places, own }: ApiContext): ExperimentsApi {
  const datasets = new DatasetFactsReader();
  const models = new ModelFactsReader();
  const book = new SpeedBook({
    store,
    models,
    spare,
    engineFor: (config) => chooser.engineFor(config),
    threads: () => places.threadsAlone,
  });
  /** Estimates one after the other: a calibration would make the next one find the computer busy. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    const result = turn.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    listMethods: methodList,
    listOwnCorruptions: ownCorruptionList,
    ownFiles: ownFileList,
    checkMethod: ({ id, engines = ['wasm'] }) => own.methods.check(id, engines),
    checkCorruption: ({ id }) => own.corruptions.check(id),
    listPresets: async () => presetList(await readQuickstartSettings()),
    async checkRun({ config }) {
      const checked = await checkRun(config, { datasets, models });
      return { config: checked, warnings: await runWarnings(checked, { datasets, models }) };
    },
    previewLabels: async ({ config }) => previewLabels((await configure(config)).config),
    estimateRuns: ({ configs }, signal) =>
      inTurn(signal, async () => {
        const checked = await Promise.all(configs.map((config) => checkRun(config, { datasets, models })));
        return estimateRuns(checked, { book, datasets, atATime: await places.atATime(), signal });
      }),
    async estimatePretraining({ config }, signal) {
      const checked = configurePretraining(config);
      const warnings: RunWarning[] = [];
      for (const task of tasksOf(checked)) warnings.push(...(await runWarnings(task, { datasets, models })));
      const estimate = await inTurn(signal, () =>
        estimatePretraining(checked, { store, spare, book, datasets, signal }),
      );
      return { ...estimate, warnings };
    },
  };
}

/** The same for windows, whose configurations may name only files that the lab may read. */
export function confinedExperiments(experiments: ExperimentsApi, confinement: ConfigConfinement): ExperimentsApi {
  return {
    ...experiments,
    checkRun: async ({ config }) => experiments.checkRun({ config: await confinement.run(config) }),
    previewLabels: async ({ config }) => experiments.previewLabels({ config: await confinement.run(config) }),
    estimateRuns: async ({ configs }, signal) =>
      experiments.estimateRuns(
        { configs: await Promise.all(configs.map((config) => confinement.run(config))) },
        signal,
      ),
    estimatePretraining: async ({ config }, signal) =>
      experiments.estimatePretraining({ config: await confinement.pretraining(config) }, signal),
  };
}

import path from 'node:path';
import type { PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import type { DatasetConfig, RunConfig } from '../../../src-shared/run-config.ts';
import type { Store } from '../../store/store.ts';
import { confine } from '../../catalog/datasets/confine.ts';
import { registeredPaths } from '../../catalog/datasets/dataset-registry.ts';
import { isNameOfMgg, isNameOfModel } from '../../platform/package-root.ts';
import { registeredMggs } from '../../catalog/models/mgg-registry.ts';
import { registeredModels } from '../../catalog/models/model-registry.ts';

type Confined = (asked: string) => Promise<string>;

/**
 * Checks the paths in configurations that come from a window, links followed: each must be a full one and lead into the
 * folders that this lab may read, into those of its own generators, or be what was registered before.
 */
export class ConfigConfinement {
  private readonly store: Store;
  private readonly roots: readonly string[] | null;

  /** @param roots null for no limit */
  constructor(store: Store, roots: readonly string[] | null) {
    this.store = store;
    this.roots = roots;
  }

  /** @throws LabError `bad-input` */
  async run<Config extends Pick<RunConfig, 'dataset' | 'model' | 'mgg' | 'orderFile' | 'oodFolder'>>(
    config: Config,
  ): Promise<Config> {
    const check = this.check();
    return {
      ...config,
      dataset: await confinedDataset(config.dataset, check),
      model: await confinedModel(config.model, check),
      orderFile: config.orderFile === null ? null : await check(config.orderFile),
      oodFolder: config.oodFolder === null ? null : await check(config.oodFolder),
      mgg: config.mgg === null || isNameOfMgg(config.mgg) ? config.mgg : await check(config.mgg),
    };
  }

  /** @throws LabError `bad-input` */
  async pretraining(config: PretrainConfig): Promise<PretrainConfig> {
    const check = this.check();
    const tasks: PretrainConfig['tasks'] = [];
    for (const task of config.tasks) tasks.push(await confinedTask(task, check));
    return {
      ...(await confinedTask(config, check)),
      tasks,
      output: config.output === null ? null : await check(config.output),
    };
  }

  /** @throws LabError `bad-input` */
  model(model: string): Promise<string> {
    return confinedModel(model, this.check());
  }

  private check(): Confined {
    const { store, roots } = this;
    if (roots === null) return (asked) => confine(asked, null);
    const registered = new Set([...registeredPaths(store), ...registeredModels(store), ...registeredMggs(store)]);
    const allowed = [...roots, path.join(path.dirname(store.path), 'mgg')];
    return (asked) => (registered.has(asked) ? Promise.resolve(asked) : confine(asked, allowed, roots));
  }
}

async function confinedTask<Task extends Pick<PretrainConfig, 'dataset' | 'evaluation' | 'model'>>(
  task: Task,
  check: Confined,
): Promise<Task> {
  return {
    ...task,
    dataset: await confinedDataset(task.dataset, check),
    evaluation: task.evaluation === null ? null : await confinedDataset(task.evaluation, check),
    model: await confinedModel(task.model, check),
  };
}

async function confinedModel(model: string, check: Confined): Promise<string> {
  return isNameOfModel(model) ? model : check(model);
}

async function confinedDataset(dataset: DatasetConfig, check: Confined): Promise<DatasetConfig> {
  if (dataset.kind === 'quickstart') return dataset;
  const source = dataset.source === undefined ? {} : { source: await check(dataset.source) };
  return { ...dataset, path: await check(dataset.path), ...source };
}

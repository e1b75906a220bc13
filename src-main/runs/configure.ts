import path from 'node:path';
import { upgradeConfig } from '../../src-shared/earlier-config.ts';
import type { ModelReading } from '../../src-shared/model-reading.ts';
import {
  pretrainConfigSchema,
  type PretrainConfig,
  type PretrainConfigInput,
} from '../../src-shared/pretrain-config.ts';
import {
  runConfigSchema,
  type DatasetConfig,
  type RunConfig,
  type RunConfigInput,
} from '../../src-shared/run-config.ts';
import { unusedSettings } from '../../src-shared/unused-settings.ts';
import { findFacts } from '../catalog/own/method-catalog.ts';
import { requireOwnCorruptions } from '../catalog/own/own-inputs.ts';
import type { MethodFacts } from '../catalog/own/own-methods.ts';
import { classMask } from '../data/imagenet/classes.ts';
import { checkRunConfig, requireDistinct } from '../experiments/checks.ts';
import { parseOptions } from '../methods/method.ts';
import { absoluteMgg, absoluteModel } from '../platform/package-root.ts';
import { checkLimits } from './setting-limits.ts';

/** Paths that mean the same wherever the lab is started the next time. */
function withAbsolutePaths<T extends { readonly dataset: DatasetConfig; readonly model: string }>(config: T): T {
  const { dataset } = config;
  if (dataset.kind !== 'folder') return { ...config, model: absoluteModel(config.model) };
  const source = dataset.source === undefined ? {} : { source: path.resolve(dataset.source) };
  return {
    ...config,
    model: absoluteModel(config.model),
    dataset: { ...dataset, path: path.resolve(dataset.path), ...source },
  };
}

/** An empty reading is the same as none. */
function withoutEmptyReading<T extends { readonly reading?: ModelReading }>(config: T): T {
  const { reading, ...rest } = config;
  return reading && Object.keys(reading).length > 0 ? config : (rest as T);
}

/**
 * The classes that count, each once and in their order: those asked for, else those of a benchmark that has some of the
 * 1,000 only (docs/method.md §1).
 */
function classesOf({ classMask: asked, dataset }: RunConfig): RunConfig['classMask'] {
  const benchmark = dataset.kind === 'folder' ? dataset.benchmark : undefined;
  const published = benchmark === 'imagenet-r' || benchmark === 'imagenet-a' ? classMask(benchmark) : null;
  const classes = asked ?? published;
  if (classes === null) return null;
  const [first = 0, ...rest] = [...new Set(classes)].sort((a, b) => a - b);
  return [first, ...rest];
}

/** Unused settings are at their defaults, so that equal runs have equal identities. */
function withoutUnused(config: RunConfig): RunConfig {
  const { concentration, shiftOrder, replacement, stepCost, oodRate } = runConfigSchema.shape;
  const unused = unusedSettings(config);
  return {
    ...config,
    ...(unused.has('concentration') ? { concentration: concentration.parse(undefined) } : {}),
    ...(unused.has('replacement') ? { replacement: replacement.parse(undefined) } : {}),
    ...(unused.has('oodRate') ? { oodRate: oodRate.parse(undefined) } : {}),
    ...(unused.has('stepCost') ? { stepCost: stepCost.parse(undefined) } : {}),
    ...(unused.has('shiftOrder') ? { shiftOrder: shiftOrder.parse(undefined) } : {}),
  };
}

/**
 * A checked configuration with all defaults filled in, the method's options included.
 * @throws LabError `bad-option` naming what is wrong and what is valid
 */
export async function configure(input: RunConfigInput): Promise<{ config: RunConfig; method: MethodFacts }> {
  const given = parseOptions('a run', runConfigSchema, { ...(upgradeConfig(input) as RunConfigInput) });
  const method = await findFacts(given.method);
  const options = parseOptions(method.name, method.options, given.options);
  checkLimits(runConfigSchema, given);
  checkLimits(method.options, options);
  const mgg = given.mgg === null || !method.needs.includes('mgg') ? null : absoluteMgg(given.mgg);
  const classes = { classMask: classesOf(given) };
  const config = withAbsolutePaths({
    ...withoutUnused(withoutEmptyReading(given)),
    ...classes,
    mgg,
    orderFile: given.orderFile === null ? null : path.resolve(given.orderFile),
    oodFolder: given.oodFolder === null ? null : path.resolve(given.oodFolder),
    options: runConfigSchema.shape.options.parse(options),
  });
  checkRunConfig(config, method);
  await requireOwnCorruptions(config);
  return { config, method };
}

/** The same for pre-training. @throws LabError `bad-option` */
export function configurePretraining(input: PretrainConfigInput): PretrainConfig {
  const config = withAbsolutePaths(withoutEmptyReading(parseOptions('pre-training', pretrainConfigSchema, input)));
  checkLimits(pretrainConfigSchema, config);
  const tasks = config.tasks.map((task) => withAbsolutePaths(withoutEmptyReading(task)));
  for (const { shifts } of [config, ...tasks]) requireDistinct(shifts);
  const { pesSigma, pesPairs } = pretrainConfigSchema.shape;
  // Unused settings are at their defaults, so that equal pre-trainings have equal identities.
  const unused =
    config.gradient === 'pes' ? {} : { pesSigma: pesSigma.parse(undefined), pesPairs: pesPairs.parse(undefined) };
  return { ...config, ...unused, tasks, output: config.output === null ? null : path.resolve(config.output) };
}

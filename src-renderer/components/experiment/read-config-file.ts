import type { z } from 'zod';
import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import { readConfigs } from '../../../src-shared/config-file.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { optionProblem } from '../../../src-shared/option-specs.ts';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { safely } from '../../../src-shared/safely.ts';
import { sweepSchema, type Sweep } from '../../../src-shared/sweeps/sweep.ts';
import { variablesOf } from '../../../src-shared/sweeps/variables.ts';
import { t } from '../../texts/index.ts';

export type Configs = readonly [RunConfig, ...RunConfig[]];

const texts = t.newExperiment;

type Chosen = Pick<RunConfig, 'method' | 'options'>;

/** @throws LabError `bad-input` */
function checkMethod(name: string, { method, options }: Chosen, methods: readonly MethodInfo[]): MethodInfo {
  const info = methods.find(({ id }) => id === method);
  if (!info) {
    const known = methods.map(({ id }) => id).join(', ');
    throw new LabError('bad-input', texts.noMethod(name, method), texts.methodsAre(known));
  }
  for (const [option, value] of Object.entries(options)) {
    const spec = info.options.find((candidate) => candidate.name === option);
    if (!spec) {
      const known = info.options.map((candidate) => candidate.name).join(', ') || texts.noOptions;
      throw new LabError('bad-input', texts.noOption(name, info.name, option), texts.optionsAre(info.name, known));
    }
    const problem = optionProblem(spec, value);
    if (problem !== undefined) throw new LabError('bad-input', texts.badOption(name, option, problem));
  }
  return info;
}

/** The first thing that is wrong with a file, with its place. */
function reasonOf({ issues }: Pick<z.ZodError, 'issues'>): string {
  const { path, message } = issues[0]!;
  const place = path.filter((part) => typeof part === 'string').join('.');
  return place === '' ? message : `${place}: ${message}`;
}

/**
 * The configurations in a JSON file: one, or a list.
 * @param methods all methods of the lab
 * @throws LabError `bad-input`, also for a method or an option that the lab does not have
 */
export function readConfigFile(name: string, text: string, methods: readonly MethodInfo[]): Configs {
  const [first, ...others] = readConfigs(name, text).map((raw) => {
    const parsed = safely(runConfigSchema, raw);
    if (parsed.success) return parsed.data;
    throw new LabError('bad-input', texts.notConfig(name, reasonOf(parsed.error)));
  });
  const configs = [first!, ...others] as const;
  for (const config of configs) checkMethod(name, config, methods);
  return configs;
}

/**
 * The sweep in a JSON file, as the page saves it and `lab sweep` reads it; undefined for a file that holds none.
 * @throws LabError `bad-input`, also for a method or a setting that the lab does not have
 */
export function readSweepFile(name: string, text: string, methods: readonly MethodInfo[]): Sweep | undefined {
  const [raw, ...others] = readConfigs(name, text);
  if (others.length > 0 || !('base' in raw && 'methods' in raw)) return undefined;
  const parsed = safely(sweepSchema, { name: name.replace(/\.json$/i, ''), ...raw });
  if (!parsed.success) throw new LabError('bad-input', texts.notSweep(name, reasonOf(parsed.error)));
  const sweep = parsed.data;
  for (const entry of sweep.methods) variablesOf(sweep, entry, checkMethod(name, entry, methods).options);
  return sweep;
}

import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import { readConfigs } from '../../../src-shared/config-file.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { optionProblem } from '../../../src-shared/option-specs.ts';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { safely } from '../../../src-shared/safely.ts';
import { t } from '../../texts/index.ts';

export type Configs = readonly [RunConfig, ...RunConfig[]];

const texts = t.newExperiment;

function checkMethod(name: string, { method, options }: RunConfig, methods: readonly MethodInfo[]): void {
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
    const issue = parsed.error.issues[0]!;
    const place = issue.path.filter((part) => typeof part === 'string').join('.');
    throw new LabError('bad-input', texts.notConfig(name, place === '' ? issue.message : `${place}: ${issue.message}`));
  });
  const configs = [first!, ...others] as const;
  for (const config of configs) checkMethod(name, config, methods);
  return configs;
}

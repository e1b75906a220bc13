import { z } from 'zod';
import {
  calls,
  type CallName,
  type CheckedInput,
  type LabApi,
  type LabClient,
} from '../../../src-shared/api/contract.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { safely } from '../../../src-shared/safely.ts';
import { invalidOptions } from '../../methods/method.ts';

type Issue = z.core.$ZodIssue;

/** Calls whose configurations are those of pre-trainings; those of all others are runs'. */
const pretrainingCalls: readonly CallName[] = ['startPretraining', 'estimatePretraining'];

/** Where in an input the configuration stands that an issue is about: `config`, `runs.3.config`, `configs.3`. */
function depthOfConfig({ path }: Issue): number {
  const depth = path.indexOf('config') + 1;
  return depth === 0 && path[0] === 'configs' ? 2 : depth;
}

/** The problem with one configuration, as reported wherever settings are checked; undefined for other problems. */
function configProblem(name: CallName, issues: readonly Issue[]): LabError | undefined {
  const [depth = 0] = issues.map(depthOfConfig);
  if (depth === 0 || issues.some((issue) => depthOfConfig(issue) !== depth)) return undefined;
  const place = issues[0]!.path.slice(0, depth).join('.');
  const own = issues.filter(({ path }) => path.slice(0, depth).join('.') === place);
  const inConfig = own.map(({ message, path }) => ({ message, path: path.slice(depth) }));
  return pretrainingCalls.includes(name)
    ? invalidOptions('pre-training', pretrainConfigSchema, inConfig)
    : invalidOptions('a run', runConfigSchema, inConfig);
}

/**
 * Input of a call, with defaults filled in.
 * @throws LabError `bad-option` for a configuration that is not valid, `bad-input` for anything else that is none
 */
export function checkInput<Name extends CallName>(name: Name, input: unknown): CheckedInput<Name> {
  const checked = safely<z.ZodType>(calls[name].input, input);
  if (checked.success) return checked.data as CheckedInput<Name>;
  throw (
    configProblem(name, checked.error.issues) ??
    new LabError('bad-input', `Invalid input for '${name}':\n${z.prettifyError(checked.error)}`)
  );
}

/** The lab as a client in the same process sees it: what it asks is checked as what windows send. */
export function clientOf(api: LabApi): LabClient {
  const checking = <Name extends CallName>(name: Name) => {
    const call: (input: CheckedInput<Name>, signal?: AbortSignal) => Promise<unknown> = api[name];
    return [name, async (input: unknown, signal?: AbortSignal) => call(checkInput(name, input), signal)] as const;
  };
  return Object.freeze(
    Object.fromEntries((Object.keys(calls) as CallName[]).map((name) => checking(name))),
  ) as unknown as LabClient;
}

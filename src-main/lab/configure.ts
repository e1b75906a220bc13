import type { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { runConfigSchema, type RunConfig, type RunConfigInput } from '../../src-shared/run-config.ts';
import { checkRunConfig } from '../experiments/checks.ts';
import type { Method } from '../methods/method.ts';

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

/** Turns the first complaint of a schema into one sentence; unknown names come with the list of those that exist. */
export function optionError(what: string, error: z.ZodError, known: readonly string[]): LabError {
  const issue = error.issues[0]!;
  const valid = `${what} has: ${listOf(known)}.`;
  if (issue.code === 'unrecognized_keys') {
    return new LabError('bad-option', `${what} has no option '${issue.keys.join("', '")}'.`, valid);
  }
  return new LabError('bad-option', `${what}, option '${issue.path.join('.')}': ${issue.message}.`, valid);
}

/** @throws LabError `bad-option` naming the methods there are */
export async function findMethod(id: string): Promise<Method> {
  const { methods } = await import('../methods/registry.ts');
  const method = Object.hasOwn(methods, id) ? methods[id as keyof typeof methods] : undefined;
  if (method) return method;
  throw new LabError('bad-option', `There is no method '${id}'.`, `Methods: ${listOf(Object.keys(methods))}.`);
}

/** A checked configuration with all defaults filled in, the method's options included. */
export async function configure(input: RunConfigInput): Promise<{ config: RunConfig; method: Method }> {
  const parsed = runConfigSchema.safeParse(input);
  if (!parsed.success) throw optionError('A run', parsed.error, Object.keys(runConfigSchema.shape));
  const method = await findMethod(parsed.data.method);
  const options = method.options.safeParse(parsed.data.options);
  if (!options.success) throw optionError(method.name, options.error, Object.keys(method.options.shape));
  const config = runConfigSchema.parse({ ...parsed.data, options: options.data });
  checkRunConfig(config, method);
  return { config, method };
}

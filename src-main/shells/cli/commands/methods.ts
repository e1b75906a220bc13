import type { EngineId } from '../../../engines/engine.ts';
import type { MethodInfo } from '../../../../src-shared/api/lab.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { print, printJson } from '../output.ts';
import { optionLine } from '../schema-help.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { printChecks, printList } from './own.ts';

export interface MethodCheckFlags extends CommonOptions {
  readonly engines?: EngineId[];
}

function describe({ id, name, summary, options }: MethodInfo): string {
  return [`${id}  ${name}: ${summary}`, ...options.map(optionLine)].join('\n');
}

function chosenOf(all: readonly MethodInfo[], ids: readonly string[]): readonly MethodInfo[] {
  if (ids.length === 0) return all;
  return ids.map((id) => {
    const found = all.find((method) => method.id === id);
    if (found) return found;
    const known = all.map((method) => method.id).join(', ');
    throw new LabError('bad-option', `There is no method "${id}".`, `Methods: ${known}.`);
  });
}

/** Describes methods and their options, from the one declaration that everything else uses. */
export function methodsCommand(ids: readonly string[], flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const chosen = chosenOf(await api.listMethods({}), ids);
    if (flags.json) printJson(chosen.map(({ id, name, summary, options }) => ({ id, name, summary, options })));
    else chosen.forEach((method) => print(describe(method)));
  });
}

/** Lists built-in methods and the user's own, with what is wrong with the files of those that can't be used. */
export function methodListCommand(flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const methods = await api.listMethods({});
    const entries = methods.map(({ id, name, own }) => ({ id, name, file: own?.file ?? null }));
    printList('method', entries, await api.ownFiles({}), flags);
  });
}

/** Tries methods on the embedded model. @throws LabError `verification-failed` where a check failed */
export function methodCheckCommand(id: string, flags: MethodCheckFlags): Promise<void> {
  const { engines } = flags;
  return withLab(flags, async ({ api }) =>
    printChecks(id, await api.checkMethod({ id, ...(engines ? { engines } : {}) }), flags),
  );
}

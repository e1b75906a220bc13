import path from 'node:path';
import type { EngineId } from '../../../engines/engine.ts';
import type { MethodInfo } from '../../../../src-shared/api/lab.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { note, print, printJson } from '../output.ts';
import { render } from '../run-tables.ts';
import { optionLine } from '../schema-help.ts';
import { withLab, type CommonOptions } from '../session.ts';

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
    const { folders, refused } = await api.methodFiles({});
    if (flags.json) {
      printJson({
        methods: methods.map(({ id, name, own }) => ({ id, name, file: own?.file ?? null })),
        folders,
        refused,
      });
      return;
    }
    print(
      render(
        ['Method', 'Name', 'Where'],
        [
          ...methods.map(({ id, name, own }) => [id, name, own?.file ?? 'built in']),
          ...refused.map(({ id, file }) => [id, '–', `${file} (can't be used)`]),
        ],
        3,
      ),
    );
    for (const { message, hint = '' } of refused) note(`${message} ${hint}`.trim());
    note(`Your own methods lie in ${folders.join(', ')}; lab methods new <id> begins one.`);
  });
}

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** Tries methods on the embedded model. @throws LabError `verification-failed` where a check failed */
export function methodCheckCommand(id: string, flags: MethodCheckFlags): Promise<void> {
  return withLab(flags, async ({ api }) => {
    const checks = await api.checkMethod({ id, ...(flags.engines ? { engines: flags.engines } : {}) });
    if (flags.json) printJson(checks);
    else
      print(
        render(
          ['', 'Check', 'Found'],
          checks.map(({ name, outcome, text }) => [marks[outcome], name, text]),
          3,
        ),
      );
    const wrong = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
    if (wrong.length > 0) throw new LabError('verification-failed', `${id} did not pass: ${wrong.join(', ')}.`);
  });
}

/** Begins a method of the user's own: in the data folder, or in the first folder that is given. */
export function methodNewCommand(id: string, flags: CommonOptions): Promise<void> {
  return withLab(flags, async ({ dataDir }) => {
    const { newMethod } = await import('../../../catalog/methods/new-method.ts');
    const file = await newMethod(flags.methods?.[0] ?? path.join(dataDir, 'methods'), id);
    if (flags.json) printJson({ file });
    else print(`${file}\nChange it, then: lab methods check ${id}`);
  });
}

import { describeOptions } from '../../../../src-shared/option-specs.ts';
import type { Method } from '../../../methods/method.ts';
import { print, printJson } from '../output.ts';
import { optionLine } from '../schema-help.ts';
import type { CommonOptions } from '../session.ts';

function describe({ id, name, summary, options }: Method): string {
  return [`${id}  ${name}: ${summary}`, ...describeOptions(options).map(optionLine)].join('\n');
}

/** Lists the methods and their options, from the one declaration that everything else uses. */
export async function methodsCommand(ids: readonly string[], { json }: CommonOptions): Promise<void> {
  const { findMethod, methods } = await import('../../../methods/method-registry.ts');
  const chosen = ids.length > 0 ? ids.map(findMethod) : Object.values(methods);
  if (json) {
    printJson(
      chosen.map(({ id, name, summary, options }) => ({ id, name, summary, options: describeOptions(options) })),
    );
  } else chosen.forEach((method) => print(describe(method)));
}

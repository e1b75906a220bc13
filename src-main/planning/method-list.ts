import type { MethodInfo } from '../../src-shared/api/lab.ts';
import { describeOptions } from '../../src-shared/option-specs.ts';

/** All methods as forms need them. They bring TensorFlow.js along, so they are loaded when first asked for. */
export async function methodList(): Promise<MethodInfo[]> {
  const { methods } = await import('../methods/method-registry.ts');
  return Object.values(methods).map(({ id, name, summary, needs, options }) => ({
    id,
    name,
    summary,
    needs: [...needs],
    options: describeOptions(options),
  }));
}

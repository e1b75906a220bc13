import type { MethodInfo } from '../api/lab.ts';

/** Name of a method's option in texts: its symbol in the paper, else its label, else its name. */
export function optionLabel(methods: readonly MethodInfo[] = []): (method: string, option: string) => string {
  return (method, option) => {
    const options = methods.find(({ id }) => id === method)?.options;
    const spec = options?.find(({ name }) => name === option);
    return spec?.symbol ?? spec?.label ?? option;
  };
}

import type { MethodInfo } from '../api/lab.ts';

/** What an option of a method is called: by its symbol in the paper, else by its label, else by its name. */
export function optionLabel(methods: readonly MethodInfo[] = []): (method: string, option: string) => string {
  return (method, option) => {
    const options = methods.find(({ id }) => id === method)?.options;
    const spec = options?.find(({ name }) => name === option);
    return spec?.symbol ?? spec?.label ?? option;
  };
}

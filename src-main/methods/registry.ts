import { LabError } from '../../src-shared/errors.ts';
import { foaAdam } from './foa-adam.ts';
import { foaSgd } from './foa-sgd.ts';
import type { Method } from './method.ts';
import { mgtta } from './mgtta.ts';
import { noAdapt } from './no-adapt.ts';
import { tent } from './tent.ts';

/** Every method of the lab by its id, in the order of its tables. */
export const methods: Readonly<Record<string, Method>> = Object.fromEntries(
  [noAdapt, tent, foaSgd, foaAdam, mgtta].map((method) => [method.id, method]),
);

/** @throws LabError `bad-option` listing the known methods */
export function findMethod(id: string): Method {
  const method = Object.hasOwn(methods, id) ? methods[id] : undefined;
  if (method) return method;
  throw new LabError('bad-option', `There is no method "${id}".`, `Methods: ${Object.keys(methods).join(', ')}.`);
}

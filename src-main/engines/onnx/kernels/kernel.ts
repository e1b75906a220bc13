import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../../../src-shared/errors.ts';
import type { Tracer } from '../tracer.ts';

export type KernelInputs = Readonly<Record<string, TensorInfo>>;
/** Arguments from tfjs to the kernel besides tensors; every kernel knows the types of its own. */
type KernelAttributes = Readonly<Record<string, unknown>>;

/** How one tfjs kernel is written as graph nodes. */
export interface TraceKernel {
  /** Name of the tfjs kernel. */
  readonly kernel: string;
  record(tracer: Tracer, inputs: KernelInputs, attributes: KernelAttributes): TensorInfo | TensorInfo[];
}

/** The named input of a kernel. */
export function input(inputs: KernelInputs, name: string): TensorInfo {
  const x = inputs[name];
  if (!x) throw new LabError('internal', `A kernel was called without its input "${name}".`);
  return x;
}

/** The inputs of a kernel that takes a list of tensors; never empty. */
export function inputList(inputs: KernelInputs): [TensorInfo, ...TensorInfo[]] {
  const [first, ...rest] = Object.values(inputs);
  if (!first) throw new LabError('internal', 'A kernel was called with an empty list of tensors.');
  return [first, ...rest];
}

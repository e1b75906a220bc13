import { LabError } from '../../src-shared/errors.ts';
import { sizeOf, type DType, type Named, type StepTensor, type TensorSpec, type TypedArray } from './engine.ts';
import { isResident } from './resident.ts';

const arrayTypes: Record<DType, new (length: number) => TypedArray> = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** `float32 [8, 3, 32, 32]`, as types are written in messages. */
export function formatSpec({ dtype, shape }: TensorSpec): string {
  return `${dtype} [${shape.join(', ')}]`;
}

function sameSpec(a: TensorSpec, b: TensorSpec): boolean {
  return (
    a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((extent, i) => extent === b.shape[i])
  );
}

function dataProblem(tensor: TensorSpec, data: TypedArray): string | undefined {
  const expected = arrayTypes[tensor.dtype];
  if (!(data instanceof expected)) return `${tensor.dtype} values must be in a ${expected.name}`;
  const size = sizeOf(tensor.shape);
  return data.length === size ? undefined : `${formatSpec(tensor)} needs ${size} values, but it has ${data.length}`;
}

/**
 * Checks the tensors handed to a step against the inputs of its signature.
 * @throws LabError `bad-input` that names the tensor when one is missing, unknown, or of another shape or type
 */
export function validateInputs(label: string, expected: Named<TensorSpec>, inputs: Named<StepTensor>): void {
  for (const [name, spec] of Object.entries(expected)) {
    const tensor = inputs[name];
    if (tensor === undefined) {
      throw new LabError('bad-input', `The ${label} needs a tensor '${name}' (${formatSpec(spec)}), which is missing.`);
    }
    if (!sameSpec(tensor, spec)) {
      const found = `${formatSpec(spec)}, but got ${formatSpec(tensor)}`;
      throw new LabError('bad-input', `The ${label} expects tensor '${name}' as ${found}.`);
    }
    // A tensor that stayed on a device is as the engine made it.
    const problem = isResident(tensor) ? undefined : dataProblem(spec, tensor.data);
    if (problem !== undefined) {
      throw new LabError('bad-input', `Tensor '${name}' given to the ${label} is not valid: ${problem}.`);
    }
  }
  const unknown = Object.keys(inputs).find((name) => !Object.hasOwn(expected, name));
  if (unknown !== undefined) {
    const known = Object.keys(expected).join(', ');
    throw new LabError('bad-input', `The ${label} has no input '${unknown}'; its inputs are ${known}.`);
  }
}

/**
 * Checks the values read for a constant.
 * @throws LabError `bad-input` that names the constant when its values do not fit its shape and type
 */
export function validateConstant(label: string, name: string, spec: TensorSpec, values: TypedArray): void {
  const problem = dataProblem(spec, values);
  if (problem !== undefined) {
    throw new LabError('bad-input', `Constant '${name}' of the ${label} is not valid: ${problem}.`);
  }
}

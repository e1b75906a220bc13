import { broadcast_util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Tracer } from '../tracer.ts';
import { input, inputList, type TraceKernel } from './kernel.ts';

interface BinaryRule {
  readonly op: string;
  readonly fold?: (a: number, b: number) => number;
  /** Operand values that leave the other operand as it is. */
  readonly neutral?: { readonly a?: number; readonly b?: number };
  /** Result type where it differs from that of the operands. */
  readonly dtype?: DataType;
}

const rules: Record<string, BinaryRule> = {
  Add: { op: 'Add', fold: (a, b) => a + b, neutral: { a: 0, b: 0 } },
  Sub: { op: 'Sub', fold: (a, b) => a - b, neutral: { b: 0 } },
  Multiply: { op: 'Mul', fold: (a, b) => a * b, neutral: { a: 1, b: 1 } },
  RealDiv: { op: 'Div', fold: (a, b) => a / b, neutral: { b: 1 } },
  Maximum: { op: 'Max', fold: Math.max },
  Minimum: { op: 'Min', fold: Math.min },
  Pow: { op: 'Pow', fold: Math.pow, neutral: { b: 1 } },
  Equal: { op: 'Equal', dtype: 'bool' },
  Greater: { op: 'Greater', dtype: 'bool' },
  GreaterEqual: { op: 'GreaterOrEqual', dtype: 'bool' },
  Less: { op: 'Less', dtype: 'bool' },
  LessEqual: { op: 'LessOrEqual', dtype: 'bool' },
  LogicalAnd: { op: 'And', dtype: 'bool' },
  LogicalOr: { op: 'Or', dtype: 'bool' },
};

/** Records an elementwise operator of two tensors; the result is stored as small as its operands allow. */
export function recordBinary(tracer: Tracer, rule: BinaryRule, a: TensorInfo, b: TensorInfo): TensorInfo {
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const dtype = rule.dtype ?? a.dtype;
  const [valueA, valueB] = [tracer.uniform(a), tracer.uniform(b)];
  if (valueA !== undefined && valueB !== undefined && rule.fold) {
    return tracer.fill(shape, dtype, rule.fold(valueA, valueB));
  }
  if (valueB !== undefined && valueB === rule.neutral?.b) return tracer.broadcast(a, shape);
  if (valueA !== undefined && valueA === rule.neutral?.a) return tracer.broadcast(b, shape);
  const [left, right] = [tracer.operand(a), tracer.operand(b)];
  const stored = broadcast_util.assertAndGetBroadcastShape([...left.stored], [...right.stored]);
  return tracer.emit(rule.op, [left.name, right.name], shape, dtype, { stored });
}

const plainKernels: TraceKernel[] = Object.entries(rules).map(([kernel, rule]) => ({
  kernel,
  record: (tracer, inputs) => recordBinary(tracer, rule, input(inputs, 'a'), input(inputs, 'b')),
}));

const subtract: BinaryRule = { op: 'Sub', fold: (a, b) => a - b, neutral: { b: 0 } };
const multiply: BinaryRule = { op: 'Mul', fold: (a, b) => a * b };

const squaredDifference: TraceKernel = {
  kernel: 'SquaredDifference',
  record(tracer, inputs) {
    const difference = recordBinary(tracer, subtract, input(inputs, 'a'), input(inputs, 'b'));
    return recordBinary(tracer, multiply, difference, difference);
  },
};

const square: TraceKernel = {
  kernel: 'Square',
  record: (tracer, inputs) => recordBinary(tracer, multiply, input(inputs, 'x'), input(inputs, 'x')),
};

const addN: TraceKernel = {
  kernel: 'AddN',
  record(tracer, inputs) {
    const [first, ...rest] = inputList(inputs);
    const sum: BinaryRule = { op: 'Add', neutral: { a: 0, b: 0 } };
    // The alias makes the sum of one tensor another tensor, as tfjs' differentiation expects of every result.
    return rest.reduce((total, x) => recordBinary(tracer, sum, total, x), tracer.alias(first));
  },
};

/** Elementwise functions of two tensors with numpy broadcasting. */
export const binaryKernels: TraceKernel[] = [...plainKernels, squaredDifference, square, addN];

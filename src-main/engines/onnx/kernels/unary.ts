import { input, type TraceKernel } from './kernel.ts';

interface UnaryRule {
  readonly op: string;
  /** The same on a single number, so that uniform tensors stay uniform. */
  readonly fold?: (x: number) => number;
}

const rules: Record<string, UnaryRule> = {
  Abs: { op: 'Abs', fold: Math.abs },
  Ceil: { op: 'Ceil' },
  Cos: { op: 'Cos' },
  Erf: { op: 'Erf' },
  Exp: { op: 'Exp', fold: Math.exp },
  Floor: { op: 'Floor', fold: Math.floor },
  Log: { op: 'Log', fold: Math.log },
  LogicalNot: { op: 'Not' },
  Neg: { op: 'Neg', fold: (x) => -x },
  Reciprocal: { op: 'Reciprocal', fold: (x) => 1 / x },
  Relu: { op: 'Relu', fold: (x) => Math.max(x, 0) },
  Sigmoid: { op: 'Sigmoid' },
  Sin: { op: 'Sin' },
  Softplus: { op: 'Softplus' },
  Sqrt: { op: 'Sqrt', fold: Math.sqrt },
  Tanh: { op: 'Tanh' },
};

/** Elementwise functions of one tensor that ONNX has under one name. */
export const unaryKernels: TraceKernel[] = Object.entries(rules).map(([kernel, { op, fold }]) => ({
  kernel,
  record(tracer, inputs) {
    const x = input(inputs, 'x');
    const value = tracer.uniform(x);
    if (value !== undefined && fold) return tracer.fill(x.shape, x.dtype, fold(value));
    const { name, stored } = tracer.operand(x);
    return tracer.emit(op, [name], x.shape, x.dtype, { stored });
  },
}));

import { binaryKernels } from './binary.ts';
import { convKernels } from './conv.ts';
import { fillKernels } from './fill.ts';
import { geluKernel } from './gelu.ts';
import type { TraceKernel } from './kernel.ts';
import { layerNormKernel } from './layer-norm.ts';
import { linearKernel } from './linear.ts';
import { matMulKernel } from './matmul.ts';
import { partsKernels } from './parts.ts';
import { rangeKernel } from './range.ts';
import { reduceKernels } from './reduce.ts';
import { selectKernels } from './select.ts';
import { shapeKernels } from './shape.ts';
import { softmaxKernel } from './softmax.ts';
import { stepKernel } from './step.ts';
import { unaryKernels } from './unary.ts';

/** Every tfjs kernel that can be written as ONNX. */
export const traceKernels: readonly TraceKernel[] = [
  ...unaryKernels,
  ...binaryKernels,
  ...reduceKernels,
  ...shapeKernels,
  ...partsKernels,
  ...fillKernels,
  ...selectKernels,
  ...convKernels,
  matMulKernel,
  linearKernel,
  layerNormKernel,
  geluKernel,
  rangeKernel,
  softmaxKernel,
  stepKernel,
];

import type { KernelBackend, KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from './tfjs.ts';

/** Copies a tensor from one backend to another. */
function copy(tensor: TensorInfo, from: KernelBackend, to: KernelBackend): TensorInfo {
  const dataId = to.write(from.readSync(tensor.dataId), tensor.shape, tensor.dtype);
  return { dataId, shape: tensor.shape, dtype: tensor.dtype };
}

function borrow(backendName: string, { kernelName, kernelFunc }: KernelConfig): void {
  const engine = tf.engine();
  const cpu = engine.findBackend('cpu');
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const own = engine.findBackend(backendName);
      const onCpu: NamedTensorInfoMap = {};
      for (const [name, tensor] of Object.entries(inputs)) if (tensor) onCpu[name] = copy(tensor, own, cpu);
      const result = kernelFunc({ inputs: onCpu, backend: cpu, ...(attrs && { attrs }) });
      const results = Array.isArray(result) ? result : [result];
      const copies = results.map((tensor) => copy(tensor, cpu, own));
      for (const tensor of [...Object.values(onCpu), ...results]) if (tensor) cpu.disposeData(tensor.dataId);
      return Array.isArray(result) ? copies : copies[0]!;
    },
  });
}

/**
 * Completes a backend: those of the named kernels that it lacks are computed by TensorFlow.js' plain JavaScript backend on
 * copies of its tensors. Slow, so for rare operators only.
 */
export function borrowCpuKernels(backendName: string, kernelNames: readonly string[]): void {
  const present = new Set(tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName));
  const wanted = kernelNames.filter((name) => !present.has(name));
  for (const kernel of tf.getKernelsForBackend('cpu'))
    if (wanted.includes(kernel.kernelName)) borrow(backendName, kernel);
}

import type { EngineGap, EngineId } from '../../../src-shared/engines.ts';
import { bytesOf } from '../../engines/provision/part.ts';
import { partLists } from '../../engines/provision/parts.ts';
import type { Machine } from './machine.ts';

const cudaSize = `${(bytesOf(partLists(true).cuda) / 2 ** 30).toFixed(1)} GiB`;

/** Systems other than Linux bring a driver that WebGPU can use; whether it is quick shows when it is measured. */
const bringsDriver = ({ platform }: Machine): boolean => platform !== 'linux';
const hasGpu = ({ nvidia, renderDevices }: Machine): boolean => nvidia.length + renderDevices.length > 0;
/** ONNX Runtime publishes its library for CUDA for these only. */
const mayHaveCuda = ({ platform, arch, nvidia }: Machine): boolean =>
  platform === 'linux' && arch === 'x64' && nvidia.length > 0;

/**
 * The engines that `auto` chooses among: those of GPUs that are there and can be used, and onnx-cpu. With the latter
 * alone nothing has to be measured.
 */
export function candidatesOn(machine: Machine): EngineId[] {
  const { hasCuda, hasTensorflow, nvidia, vulkanDrivers } = machine;
  const webgpu = bringsDriver(machine) || (hasGpu(machine) && vulkanDrivers.length > 0);
  return [
    ...(mayHaveCuda(machine) && hasCuda ? (['onnx-cuda'] as const) : []),
    ...(webgpu ? (['onnx-webgpu'] as const) : []),
    ...(nvidia.length > 0 && hasTensorflow ? (['tensorflow'] as const) : []),
    'onnx-cpu',
  ];
}

/** Gaps that keep a GPU that is there from being used. */
export function gapsOn(machine: Machine): EngineGap[] {
  const { hasCuda, nvidia, vulkanDrivers } = machine;
  const gpu = nvidia[0]?.name;
  if (gpu !== undefined && mayHaveCuda(machine)) {
    if (hasCuda) return [];
    const text = `${gpu} is not used by CUDA: ONNX Runtime's library for it is not installed.`;
    return [
      {
        text,
        hint: `The lab can fetch it, with the libraries of NVIDIA that it needs (${cudaSize}).`,
        setup: 'cuda',
      },
    ];
  }
  if (bringsDriver(machine) || !hasGpu(machine) || vulkanDrivers.length > 0) return [];
  const text = `${gpu ?? 'A graphics processor'} is not used: there is no Vulkan driver, which WebGPU needs.`;
  return [{ text, hint: 'Have the driver of its maker installed (Debian: mesa-vulkan-drivers).', setup: null }];
}

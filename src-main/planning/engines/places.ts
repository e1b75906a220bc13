import { availableParallelism } from 'node:os';
import type { Device, DeviceSettings } from '../../../src-shared/devices.ts';
import { computesOnCpu } from '../../../src-shared/devices.ts';
import { physicalCores } from '../../engines/physical-cores.ts';
import { threadsFor } from '../../engines/threads.ts';
import type { Place } from '../../runs/compute-pool.ts';
import { candidatesOn } from './candidates.ts';
import type { Machine } from './machine.ts';

type Gpu = Machine['nvidia'][number];

/** The GPUs of NVIDIA that programs started from here see, in the driver's order. */
function visible(gpus: readonly Gpu[], env: NodeJS.ProcessEnv): Gpu[] {
  const named = env['CUDA_VISIBLE_DEVICES'];
  if (named === undefined) return [...gpus];
  const tokens = named.split(',').map((token) => token.trim());
  return tokens.flatMap((token) => {
    const gpu = /^\d+$/.test(token) ? gpus[Number(token)] : gpus.find(({ uuid }) => uuid?.startsWith(token));
    return gpu === undefined || token === '' ? [] : [gpu];
  });
}

/** GPUs that a process can be bound to, one by one. */
function boundGpus(machine: Machine, env: NodeJS.ProcessEnv): Gpu[] {
  const engines = candidatesOn(machine);
  return engines.includes('onnx-cuda') || engines.includes('tensorflow') ? visible(machine.nvidia, env) : [];
}

/** Devices for runs: each GPU that CUDA or TensorFlow can use, else the one that WebGPU takes, and the processor. */
export function devicesOn(machine: Machine, env: NodeJS.ProcessEnv = process.env): Device[] {
  const gpus = boundGpus(machine, env).map(({ name }) => name);
  const names = gpus.length === 0 && candidatesOn(machine).includes('onnx-webgpu') ? ['WebGPU'] : gpus;
  return [
    ...names.map((name, index) => ({ id: `gpu${index}`, kind: 'gpu', name }) as const),
    { id: 'cpu', kind: 'cpu', name: machine.cpu },
  ];
}

/** CPU threads that all runs have together. */
export function allThreads(env: NodeJS.ProcessEnv = process.env): number {
  const most = availableParallelism();
  const asked = threadsFor(0, env, most);
  return asked > 0 ? asked : (physicalCores() ?? most);
}

interface Share {
  readonly env: NodeJS.ProcessEnv;
  /** GPUs, or jobs on the CPU, that share the threads. */
  readonly among: number;
}

/** CPU share of one of several processes of a kind; one alone gets what it takes by itself. */
const shareOf = ({ env, among }: Share): Record<string, string> =>
  among === 1 ? {} : { MGTTA_LAB_THREADS: String(Math.max(1, Math.floor(allThreads(env) / among))) };

/**
 * Where runs are computed at a time: on each device in use as many as are asked for. CUDA and TensorFlow see one GPU per process;
 * WebGPU takes the one that its driver names first. What fits none of the devices in use is computed on the first of them.
 */
export function placesOn(
  machine: Machine,
  { devices: asked, jobsPerDevice: jobs }: DeviceSettings,
  env: NodeJS.ProcessEnv = process.env,
): Place[] {
  const all = devicesOn(machine, env);
  const chosen = all.filter(({ id }) => asked === null || asked.includes(id));
  const inUse = chosen.length > 0 ? chosen : all;
  const gpus = boundGpus(machine, env);
  const isFit = ({ id, kind }: Device, engine: string): boolean => {
    if (computesOnCpu(engine) || (engine === 'tensorflow' && machine.nvidia.length === 0)) return kind === 'cpu';
    return engine === 'onnx-webgpu' ? id === 'gpu0' : kind === 'gpu';
  };
  return inUse.flatMap((device, index) => {
    const gpu = device.kind === 'gpu' ? gpus[Number(device.id.slice('gpu'.length))] : undefined;
    const bound =
      gpu === undefined || (gpus.length === 1 && env['CUDA_VISIBLE_DEVICES'] === undefined)
        ? {}
        : {
            CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
            CUDA_VISIBLE_DEVICES: gpu.uuid ?? String(machine.nvidia.indexOf(gpu)),
          };
    const among = inUse.filter(({ kind }) => kind === device.kind).length * jobs;
    const takes = (engine: string): boolean =>
      isFit(device, engine) || (index === 0 && !inUse.some((other) => isFit(other, engine)));
    const environment = { ...bound, ...shareOf({ env, among }) };
    return Array.from({ length: jobs }, (_, job) => ({ device, job: job + 1, jobs, environment, takes }));
  });
}
